"""Grad-CAM by PyTorch's autograd, as the reference: NETWORK CLASSES SIZE LAYER FOLDER.

Writes weights.pth, and expected.pth with an image, its likeliest class, that class's logit and the map over the image, 0 to 1.
"""

import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Networks"))
from reference_networks import build
from torchvision_reference import fill, scale_for_real_activations


def to_maps(output, channels_last):
    """Tokens with a class token in front become a square map."""
    if output.dim() == 4:
        return output.permute(0, 3, 1, 2) if channels_last else output
    patches = output[:, 1:].transpose(1, 2)
    side = round(patches.shape[2] ** 0.5)
    return patches.reshape(*patches.shape[:2], side, side)


def main(name, classes, size, layer, folder):
    torch.manual_seed(3)
    model = build(name, classes)
    fill(model)
    scale_for_real_activations(model, size)
    model.eval()
    kept = []

    def keep(module, inputs, output):
        kept.append(output)
        return output.clone()

    dict(model.named_modules())[layer].register_forward_hook(keep)
    image = torch.randn(1, 3, size, size)
    score, likeliest = model(image)[0].max(dim=0)
    gradient, = torch.autograd.grad(score, kept)
    channels_last = name.startswith("swin") and layer != "features.0.0"
    maps, gradient = to_maps(kept[0], channels_last), to_maps(gradient, channels_last)
    heat = (gradient.mean((2, 3), keepdim=True) * maps).sum(1, keepdim=True).relu()
    heat = nn.functional.interpolate(heat, (size, size), mode="bilinear", align_corners=False).detach()
    assert heat.max() > 0 and heat.std() > 0.05 * heat.max(), "the map says nothing"

    torch.save(model.state_dict(), f"{folder}/weights.pth")
    expected = {"image": image, "class": likeliest, "score": score.detach(), "heat": heat / heat.max()}
    torch.save(expected, f"{folder}/expected.pth")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
