"""The unfrozen phase: all layers learn. The variant names the number of loader workers and, behind a plus sign, "bfloat16" or "64px"."""
import torch

import cifar
import training


def prepare(options):
    workers, _, form = options.variant.partition("+")
    size = 64 if form == "64px" else cifar.SIDE
    train = cifar.loader(options, "cifar-train.bin", options.images, cifar.augmentation(size), 64, True, int(workers))
    validation = cifar.loader(options, "cifar-test.bin", options.images // 10, cifar.evaluation(size), 64, False, 0)
    model = training.load_resnet(options)

    def forward(images):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=form == "bfloat16"):
            return model(images.contiguous(memory_format=torch.channels_last)).float()

    return lambda: training.epoch(model, model.parameters(), forward, train, validation, model.train, 1e-4)
