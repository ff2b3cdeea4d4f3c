"""Features of CIFAR-10's test images by a frozen backbone, as numpy arrays for another trainer. The variant names the loader's workers."""
import numpy
import torch

import cifar
import training


def prepare(options):
    batches = cifar.loader(options, "cifar-test.bin", options.images, cifar.EVALUATION, 64, False, int(options.variant))
    model = training.load_resnet(options).eval()
    model.fc = torch.nn.Identity()

    def run():
        with torch.inference_mode():
            features = [model(images.contiguous(memory_format=torch.channels_last)).numpy() for images, _ in batches]
        return len(numpy.concatenate(features))

    return run
