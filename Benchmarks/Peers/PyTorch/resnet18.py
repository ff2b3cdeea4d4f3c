"""ResNet18's logits of 224×224 images. The variant: batch size, plus "eager", "channels_last" or "torchscript"."""
import torch
from torchvision.models import resnet18


def prepare(options):
    batch_size, _, form = options.variant.partition("+")
    images = torch.randn(int(batch_size), 3, 224, 224)
    model = resnet18().eval()
    if form == "channels_last":
        model, images = (x.to(memory_format=torch.channels_last) for x in (model, images))
    if form == "torchscript":
        model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.script(model)))
    calls = max(1, options.images // int(batch_size))

    def run():
        with torch.inference_mode():
            for _ in range(calls):
                model(images).numpy()
        return calls * int(batch_size)

    return run
