"""The catalog's networks in PyTorch: torchvision's by name, and the ones that torchvision lacks.

Every builder takes the number of classes. A further network is one function here, under its name in the catalog.
"""

import torchvision
from torch import nn


def alexnet32(classes):
    model = torchvision.models.alexnet(num_classes=classes)
    model.features[0] = nn.Conv2d(3, 64, kernel_size=3, stride=1, padding=1)
    model.features[2] = nn.MaxPool2d(kernel_size=2)
    return model


BUILDERS = {
    "alexnet32": alexnet32,
}


def build(name, classes):
    if name in BUILDERS:
        return BUILDERS[name](classes)
    return getattr(torchvision.models, name)(num_classes=classes)
