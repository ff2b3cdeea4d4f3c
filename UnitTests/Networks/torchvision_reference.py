"""torchvision's networks as the reference of the parity tests.

describe NETWORK CLASSES      prints name, shape and statistics of every entry of a fresh network's state dict, as JSON
parity NETWORK CLASSES FOLDER writes weights, inputs, and what the network makes of them, as .pth files
"""

import json
import math
import sys

import torch
import torchvision
from torch import nn


def build(name, classes):
    if name != "alexnet32":
        return getattr(torchvision.models, name)(num_classes=classes)
    model = torchvision.models.alexnet(num_classes=classes)
    model.features[0] = nn.Conv2d(3, 64, kernel_size=3, stride=1, padding=1)
    model.features[2] = nn.MaxPool2d(kernel_size=2)
    return model


def describe(name, classes):
    torch.manual_seed(1)
    entries = []
    for key, value in build(name, classes).state_dict().items():
        value = value.double()
        entries.append({
            "name": key,
            "shape": list(value.shape),
            "mean": value.mean().item(),
            "std": value.std(unbiased=False).item(),
            "largest": value.abs().max().item(),
        })
    print(json.dumps(entries))


def fill(model):
    """Weights on which every layer matters: no scale is one, no bias is zero."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            fan_in = module.weight[0].numel()
            nn.init.normal_(module.weight, 0, math.sqrt(2 / fan_in))
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
        if getattr(module, "bias", None) is not None:
            nn.init.normal_(module.bias, 0, 0.1)


def train_without_dropout(model):
    model.train()
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.eval()


def logits_of(model, images):
    model.eval()
    with torch.no_grad():
        return model(images)


def check_that_mistakes_show(model, images):
    """The outputs must depend on the images and on a layer in the middle, or a comparison would prove nothing."""
    logits = logits_of(model, images)
    spread = logits.std(dim=0).mean().item()
    assert spread >= 0.05, f"the logits hardly differ between images: {spread}"
    middle = [m for m in model.modules() if isinstance(m, nn.Conv2d)]
    middle = middle[len(middle) // 2]
    with torch.no_grad():
        middle.weight.neg_()
        change = ((logits_of(model, images) - logits).norm() / logits.norm()).item()
        middle.weight.neg_()
    assert change > 0.05, f"negating a middle layer hardly changes the logits: {change}"


def parity(name, classes, folder):
    torch.manual_seed(2)
    model = build(name, classes)
    fill(model)
    size = 32 if name == "alexnet32" else 64
    images = torch.randn(8, 3, size, size)
    labels = torch.arange(8) % classes

    train_without_dropout(model)
    with torch.no_grad():
        model(torch.randn(16, 3, size, size))
    check_that_mistakes_show(model, images)

    torch.save(model.state_dict(), f"{folder}/zip.pth")
    torch.save(model.state_dict(), f"{folder}/legacy.pth", _use_new_zipfile_serialization=False)
    expected = {"images": images, "labels": labels, "logits": logits_of(model, images)}

    train_without_dropout(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    parameters = list(model.parameters())
    expected["loss"] = loss.detach()
    expected["first_gradient"], expected["last_gradient"] = parameters[0].grad, parameters[-1].grad
    optimizer.step()
    torch.save(expected, f"{folder}/expected.pth")
    torch.save(model.state_dict(), f"{folder}/after_step.pth")


if __name__ == "__main__":
    command, network, classes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if command == "describe":
        describe(network, classes)
    else:
        parity(network, classes, sys.argv[4])
