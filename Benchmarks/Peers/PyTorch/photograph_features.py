"""Features of JPEG files at 224×224 by the network of ML.NET's package, ResNet18 with a third block in its last stage. The variant names
the loader's workers."""
import numpy
import torch
from torchvision import datasets
from torchvision.models.resnet import BasicBlock, ResNet

from photographs import TRANSFORM


def prepare(options):
    images = torch.utils.data.Subset(datasets.ImageFolder(f"{options.data}/photographs", TRANSFORM), range(options.images))
    workers = int(options.variant)
    batches = torch.utils.data.DataLoader(images, 32, num_workers=workers, persistent_workers=workers > 0)
    model = ResNet(BasicBlock, [2, 2, 2, 3]).eval().to(memory_format=torch.channels_last)
    model.fc = torch.nn.Identity()

    def run():
        with torch.inference_mode():
            features = [model(images.contiguous(memory_format=torch.channels_last)).numpy() for images, _ in batches]
        return len(numpy.concatenate(features))

    return run
