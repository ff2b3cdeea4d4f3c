"""CIFAR-10's images, in memory, as torchvision's own data set holds them; and the recipe's transforms."""
import numpy
import torch
from PIL import Image
from torchvision import transforms

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)

SIDE = 32


def resizing(size):
    return [] if size == SIDE else [transforms.Resize(size)]


def evaluation(size=SIDE):
    return transforms.Compose([*resizing(size), transforms.ToTensor(), transforms.Normalize(MEAN, STD)])


def augmentation(size=SIDE):
    return transforms.Compose([
        *resizing(size),
        transforms.RandomCrop(size, padding=size // 8),
        transforms.RandomHorizontalFlip(),
        transforms.ColorJitter(0.2, 0.2, 0.2, 0.1),
        transforms.RandomRotation(15),
        evaluation(),
    ])


EVALUATION, AUGMENTATION = evaluation(), augmentation()


class Cifar(torch.utils.data.Dataset):
    def __init__(self, path, count, transform):
        records = numpy.fromfile(path, numpy.uint8).reshape(-1, 3073)[:count]
        self.labels = records[:, 0].astype(int).tolist()
        self.images = numpy.ascontiguousarray(records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.images[index])), self.labels[index]


def loader(options, file, count, transform, batch_size, shuffle, workers):
    images = Cifar(f"{options.data}/{file}", count, transform)
    return torch.utils.data.DataLoader(
        images, batch_size, shuffle=shuffle, num_workers=workers, persistent_workers=workers > 0)
