"""What a program does until it has classified its first photograph: weights from a file, a JPEG, one forward pass."""
import torch
from PIL import Image
from torchvision import transforms
from torchvision.models import resnet18

TRANSFORM = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])


def prepare(options):
    def run():
        model = resnet18(num_classes=10)
        model.load_state_dict(torch.load(f"{options.data}/resnet18-10.pth"))
        model.eval()
        image = TRANSFORM(Image.open(f"{options.data}/photograph.jpg").convert("RGB"))
        with torch.inference_mode():
            probabilities = model(image[None]).softmax(1)
        return len(probabilities)

    return run
