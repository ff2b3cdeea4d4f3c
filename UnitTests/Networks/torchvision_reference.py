"""PyTorch's networks as the reference of the parity tests.

describe NETWORK CLASSES           prints name, shape and statistics of every entry of a fresh network's state dict, as JSON
parity NETWORK CLASSES SIZE FOLDER writes weights, images of SIZE pixels, and what the network makes of them, as .pth files
"""

import json
import math
import sys

import torch
import torchvision
from torch import nn

from reference_networks import build

BATCH = 8
LARGEST_LEGACY_FILE = 70_000_000  # parameters; larger networks are written in one format only


def describe(name, classes):
    torch.manual_seed(1)
    entries = []
    for key, value in build(name, classes).state_dict().items():
        shape, value = list(value.shape), without_outliers(value.double())
        entries.append({
            "name": key,
            "shape": shape,
            "mean": value.mean().item(),
            "std": value.std(unbiased=False).item(),
            "tail": tail(value),
        })
    print(json.dumps(entries))


def without_outliers(value):
    """Where trunc_normal_ has bounds far out, it sets one value in some millions to the bound itself."""
    return value[(value - value.mean()).abs() <= 20 * value.std(unbiased=False)]


def tail(value):
    """What a hundredth of the (first) values exceed, which tells a uniform distribution from a normal one."""
    magnitudes = value.abs().flatten()[:100_000]
    return magnitudes.topk(max(1, len(magnitudes) // 100)).values[-1].item()


def fill(model):
    """Weights on which every layer matters: no scale is one, no bias is zero."""
    for name, parameter in model.named_parameters():
        if parameter.dim() == 3:
            nn.init.normal_(parameter, 0, 0.5)  # tokens of transformers
        elif parameter.dim() > 1:
            nn.init.normal_(parameter, 0, math.sqrt(2 / parameter[0].numel()))
        elif name.endswith("bias"):
            nn.init.normal_(parameter, 0, 0.1)
        else:
            nn.init.uniform_(parameter, 0.5, 1.5)


def scale_for_real_activations(model, size):
    """Running statistics and weights that keep a deep network from exploding, and differences between images from dying out."""
    norms = [module for module in model.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    if not norms and not any(isinstance(module, nn.LayerNorm) for module in model.modules()):
        scale_layers(model, size)
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 1
    train_without_dropout(model)
    with torch.no_grad():
        model(torch.randn(2 * BATCH, 3, size, size))
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum


def scale_layers(model, size):
    """Scales the weights so that the outputs of each layer differ by about one between images."""
    def scale(layer, inputs, output):
        layer.weight.div_(output.std(dim=0).mean())
        return layer.forward(*inputs)

    layers = [module for module in model.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    hooks = [layer.register_forward_hook(scale) for layer in layers]
    train_without_dropout(model)
    with torch.no_grad():
        model(torch.randn(2 * BATCH, 3, size, size))
    for hook in hooks:
        hook.remove()


def train_without_dropout(model):
    model.train()
    for module in model.modules():
        if isinstance(module, (nn.Dropout, torchvision.ops.StochasticDepth)):
            module.eval()


def logits_of(model, images):
    model.eval()
    with torch.no_grad():
        return model(images)


def loss_of(model, images, labels):
    """Cross-entropy; in training, the Inception family's auxiliary heads add theirs with the weight of their recipes."""
    logits, *auxiliary = model(images) if getattr(model, "aux_logits", False) else (model(images),)
    weight = 0.4 if isinstance(model, torchvision.models.Inception3) else 0.3
    return sum((weight * nn.functional.cross_entropy(a, labels) for a in auxiliary), nn.functional.cross_entropy(logits, labels))


def check_that_mistakes_show(model, images):
    """The outputs must depend on the images and on a layer in the middle, or a comparison would prove nothing."""
    logits = logits_of(model, images)
    spread = logits.std(dim=0).mean().item()
    assert spread >= 0.05, f"the logits hardly differ between images: {spread}"
    middle = [m for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    middle = middle[len(middle) // 2]
    with torch.no_grad():
        middle.weight.neg_()
        change = ((logits_of(model, images) - logits).norm() / logits.norm()).item()
        middle.weight.neg_()
    assert change > 0.05, f"negating a middle layer hardly changes the logits: {change}"


def parity(name, classes, size, folder):
    torch.manual_seed(2)
    model = build(name, classes)
    fill(model)
    images = torch.randn(BATCH, 3, size, size)
    labels = torch.arange(BATCH) % classes
    scale_for_real_activations(model, size)
    check_that_mistakes_show(model, images)

    torch.save(model.state_dict(), f"{folder}/zip.pth")
    if sum(parameter.numel() for parameter in model.parameters()) <= LARGEST_LEGACY_FILE:
        torch.save(model.state_dict(), f"{folder}/legacy.pth", _use_new_zipfile_serialization=False)
    expected = {"images": images, "labels": labels}

    # In double precision: in single precision, PyTorch's own logits of a deep network at small images are off by up to 6e-4 of the largest
    # (ResNet152), and its gradients, where an output that is rounded to the other side of zero switches a ReLU, by up to two per cent.
    rounded = logits_of(model, images)
    model, images = model.double(), images.double()
    logits = expected["logits"] = logits_of(model, images)
    expected["rounding"] = (rounded - logits).abs().max() / logits.abs().max()
    train_without_dropout(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = loss_of(model, images, labels)
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
        parity(network, classes, int(sys.argv[4]), sys.argv[5])
