"""A product of two 2048×2048 float32 matrices: returns multiply-adds times two, so that what serve.py measures is FLOP/s."""
import torch

SIZE = 2048


def prepare(options):
    left, right = torch.rand(SIZE, SIZE), torch.rand(SIZE, SIZE)

    def run():
        torch.matmul(left, right)
        return 2 * SIZE ** 3

    return run
