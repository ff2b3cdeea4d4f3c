"""LeNet on Fashion-MNIST. The variant names the number of loader workers."""
import gzip

import numpy
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

import training

FOLDER = "/usr/share/datasets/fashion-mnist"
TRANSFORM = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.2860,), (0.3530,))])


class FashionMnist(torch.utils.data.Dataset):
    """What torchvision's own class does, over the files of Debian's package."""

    def __init__(self, prefix):
        with gzip.open(f"{FOLDER}/{prefix}-images-idx3-ubyte.gz") as file:
            self.images = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 28, 28)
        with gzip.open(f"{FOLDER}/{prefix}-labels-idx1-ubyte.gz") as file:
            self.labels = numpy.frombuffer(file.read(), numpy.uint8, offset=8).astype(int).tolist()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return TRANSFORM(Image.fromarray(self.images[index], mode="L")), self.labels[index]


def prepare(options):
    def loader(prefix, shuffle):
        workers = int(options.variant)
        return torch.utils.data.DataLoader(
            FashionMnist(prefix), 256, shuffle=shuffle, num_workers=workers, persistent_workers=workers > 0)

    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(True), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(True), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(True), nn.Linear(120, 84), nn.ReLU(True), nn.Linear(84, 10))
    train, validation = loader("train", True), loader("t10k", False)
    return lambda: training.epoch(model, model.parameters(), model, train, validation, model.train, 1e-3, decay=0)
