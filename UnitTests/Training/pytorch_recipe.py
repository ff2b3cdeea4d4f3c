"""The CIFAR-10 preset as one writes it with PyTorch and torchvision: the peer of the outcome test.

pytorch_recipe.py TRAIN_ZIP TEST_ZIP FOLDER EPOCHS FROZEN_EPOCHS SEED...

Writes the images and the starting weights to FOLDER, fine-tunes once per seed, and prints the test accuracies as JSON.
The starting weights are a ResNet18 that has seen other training images, with a fresh last layer.
"""

import copy
import io
import json
import sys
import zipfile

import numpy
import torch
from PIL import Image
from torch import nn
from torchvision import models, transforms

PRETRAIN, TRAIN, VALIDATION, TEST = 250, 200, 50, 200  # images of each class
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)

plain = transforms.Compose([transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
augmented = transforms.Compose([
    transforms.RandomCrop(32, padding=4),
    transforms.RandomHorizontalFlip(),
    transforms.ColorJitter(0.2, 0.2, 0.2, 0.1),
    transforms.RandomRotation(15),
    plain,
])


class Images(torch.utils.data.Dataset):
    def __init__(self, images, transform):
        self.images, self.transform = images, transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image, label = self.images[index]
        return self.transform(image), label


def read(path, *counts):
    """Consecutive parts of every class, in the order of the file names."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".png"))
        classes = sorted({name.split("/")[-2] for name in names})
        parts = [[] for _ in counts]
        for label, class_name in enumerate(classes):
            of_class = iter([name for name in names if name.split("/")[-2] == class_name])
            for part, count in zip(parts, counts):
                for name in (next(of_class) for _ in range(count)):
                    part.append((Image.open(io.BytesIO(archive.read(name))).convert("RGB"), label))
        return parts


def batches(images, transform, shuffle=False):
    return torch.utils.data.DataLoader(Images(images, transform), batch_size=64, shuffle=shuffle)


def run_epoch(model, images, optimizer):
    for inputs, labels in batches(images, augmented, shuffle=True):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()
        optimizer.step()


@torch.no_grad()
def score(model, images):
    model.eval()
    loss, correct = 0.0, 0
    for inputs, labels in batches(images, plain):
        logits = model(inputs)
        loss += nn.functional.cross_entropy(logits, labels, reduction="sum").item()
        correct += (logits.argmax(1) == labels).sum().item()
    return loss / len(images), correct / len(images)


def pretrain(images):
    torch.manual_seed(0)
    model = models.resnet18(num_classes=10)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(2):
        model.train()
        run_epoch(model, images, optimizer)
    model.fc = nn.Linear(model.fc.in_features, 10)
    return model.state_dict()


def fine_tune(start, train, validation, epochs, frozen_epochs, seed):
    torch.manual_seed(seed)
    model = models.resnet18(num_classes=10)
    model.load_state_dict(start)
    best, best_weights = (-1.0, 0.0), None
    for epoch in range(epochs):
        frozen = epoch < frozen_epochs
        if epoch == 0 or epoch == frozen_epochs:
            for parameter in model.parameters():
                parameter.requires_grad = not frozen
            model.fc.requires_grad_(True)
            learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
            optimizer = torch.optim.Adam(learning, lr=1e-3 if frozen else 1e-4, weight_decay=1e-4)
            scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
        model.train(not frozen)
        run_epoch(model, train, optimizer)
        loss, accuracy = score(model, validation)
        scheduler.step(loss)
        if (accuracy, -loss) > best:
            best, best_weights = (accuracy, -loss), copy.deepcopy(model.state_dict())
    model.load_state_dict(best_weights)
    return model


def pack(images):
    return {
        "pixels": torch.from_numpy(numpy.stack([numpy.asarray(image).transpose(2, 0, 1) for image, _ in images])),
        "labels": torch.tensor([label for _, label in images]),
    }


def main(train_zip, test_zip, folder, epochs, frozen_epochs, *seeds):
    other, train, validation = read(train_zip, PRETRAIN, TRAIN, VALIDATION)
    test, = read(test_zip, TEST)
    for name, images in {"train": train, "validation": validation, "test": test}.items():
        torch.save(pack(images), f"{folder}/{name}.pth")
    start = pretrain(other)
    torch.save(start, f"{folder}/start.pth")
    models_of_seeds = (fine_tune(start, train, validation, int(epochs), int(frozen_epochs), int(seed)) for seed in seeds)
    print(json.dumps([score(model, test)[1] for model in models_of_seeds]))


if __name__ == "__main__":
    main(*sys.argv[1:])
