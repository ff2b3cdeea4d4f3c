"""torchvision as the reference of what the tests of all networks do not reach in transformers.

swin HEIGHT WIDTH FOLDER       writes weights of a Swin-T with 10 classes, images of that size and its logits, as .pth files
positions FROM TO WIDTH FOLDER writes a position embedding for images of FROM pixels in patches of 16, and the same interpolated for TO
"""

import sys

import torch
import torchvision
from torchvision.models.vision_transformer import interpolate_embeddings

from torchvision_reference import fill, logits_of

PATCH = 16


def swin(height, width, folder):
    model = torchvision.models.swin_t(num_classes=10)
    fill(model)
    images = torch.randn(2, 3, height, width)
    torch.save(model.state_dict(), f"{folder}/weights.pth")
    torch.save({"images": images, "logits": logits_of(model, images)}, f"{folder}/expected.pth")


def positions(size, new_size, width, folder):
    embedding = torch.randn(1, (size // PATCH) ** 2 + 1, width)
    resized = interpolate_embeddings(new_size, PATCH, {"encoder.pos_embedding": embedding.clone()})["encoder.pos_embedding"]
    torch.save({"embedding": embedding, "resized": resized}, f"{folder}/positions.pth")


if __name__ == "__main__":
    torch.manual_seed(4)
    command, *numbers, target = sys.argv[1:]
    {"swin": swin, "positions": positions}[command](*map(int, numbers), target)
