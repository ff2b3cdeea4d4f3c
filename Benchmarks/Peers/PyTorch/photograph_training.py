"""All layers learn from photographs at 224×224. The variant: number of loader workers, a plus sign, the network."""
import torch
from torchvision import datasets, models

import photographs
import training


def prepare(options):
    workers, _, network = options.variant.partition("+")
    images = datasets.ImageFolder(f"{options.data}/photographs", photographs.TRANSFORM)

    def loader(count, shuffle, workers):
        return torch.utils.data.DataLoader(
            torch.utils.data.Subset(images, range(count)), 16, shuffle=shuffle, num_workers=workers, persistent_workers=workers > 0)

    train, validation = loader(options.images, True, int(workers)), loader(options.images // 4, False, 0)
    model = getattr(models, network)(num_classes=10).to(memory_format=torch.channels_last)

    def forward(batch):
        return model(batch.contiguous(memory_format=torch.channels_last))

    return lambda: training.epoch(model, model.parameters(), forward, train, validation, model.train, 1e-4)
