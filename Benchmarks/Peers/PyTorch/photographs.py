"""JPEG files in class folders to batches of 224×224. The variant: number of loader workers, a plus sign, the folder."""
import torch
from torchvision import datasets, transforms

TRANSFORM = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])


def prepare(options):
    workers, _, folder = options.variant.partition("+")
    workers = int(workers)
    images = datasets.ImageFolder(f"{options.data}/{folder}", TRANSFORM)
    batches = torch.utils.data.DataLoader(
        images, 32, shuffle=True, num_workers=workers, persistent_workers=workers > 0)
    epochs = -(-options.images // len(images))
    return lambda: sum(len(labels) for _ in range(epochs) for _, labels in batches)
