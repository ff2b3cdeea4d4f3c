"""A trained classifier as somebody else would hand it over: classify.py FOLDER CLASSES IMAGE ...

Writes FOLDER/resnet18.pth and FOLDER/probabilities.npy: the softmax of torchvision's ResNet18 on the images, after torchvision's
usual resizing, cropping and normalisation, [images, classes].
"""

import math
import sys

import numpy as np
import torch
import torchvision
from PIL import Image
from torch import nn
from torchvision import transforms

PREPROCESS = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def fill(model):
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.normal_(module.weight, 0, math.sqrt(2 / module.weight[0].numel()))
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
        if getattr(module, "bias", None) is not None:
            nn.init.normal_(module.bias, 0, 0.1)


def centre_logits(model, images):
    """A network without training favours one class whatever it sees; a centred head makes probabilities differ between images."""
    logits = model(images)
    scale = 1 / logits.std(dim=0).mean()
    model.fc.weight.mul_(scale)
    model.fc.bias.sub_(logits.mean(dim=0)).mul_(scale)


def main(folder, classes, paths):
    torch.manual_seed(3)
    model = torchvision.models.resnet18(num_classes=classes)
    fill(model)
    images = torch.stack([PREPROCESS(Image.open(path).convert("RGB")) for path in paths])
    with torch.no_grad():
        model.train()
        model(images)
        model.eval()
        centre_logits(model, images)
        probabilities = torch.softmax(model(images), dim=1)
    assert probabilities.std(dim=0).mean() > 0.05, f"the probabilities hardly differ between images: {probabilities}"
    torch.save(model.state_dict(), f"{folder}/resnet18.pth")
    np.save(f"{folder}/probabilities.npy", probabilities.numpy())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
