"""The frozen phase: the backbone in evaluation mode and without a graph, the head trained on its features.

The variant names the number of loader workers and, behind a plus sign, "fixed" for images without random augmentation."""
import torch
from torch import nn

import cifar
import training


def prepare(options):
    workers, _, fixed = options.variant.partition("+")
    transform = cifar.EVALUATION if fixed else cifar.AUGMENTATION
    train = cifar.loader(options, "cifar-train.bin", options.images, transform, 64, True, int(workers))
    validation = cifar.loader(options, "cifar-test.bin", options.images // 10, cifar.EVALUATION, 64, False, 0)
    model = training.load_resnet(options)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    backbone = nn.Sequential(*list(model.children())[:-1], nn.Flatten())
    model.fc.requires_grad_(True)

    def forward(images):
        with torch.no_grad():
            features = backbone(images.contiguous(memory_format=torch.channels_last))
        return model.fc(features)

    return lambda: training.epoch(model, model.fc.parameters(), forward, train, validation, model.eval, 1e-3)
