"""The recipe's augmentation alone. The variant names the number of loader workers; 0 is the main process."""
import cifar


def prepare(options):
    batches = cifar.loader(options, "cifar-train.bin", options.images, cifar.AUGMENTATION, 64, True, int(options.variant))
    return lambda: sum(len(labels) for _, labels in batches)
