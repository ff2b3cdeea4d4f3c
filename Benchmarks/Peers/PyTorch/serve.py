"""Runs one peer in rounds: "run" on standard input does the work once and prints images and seconds.

python3 serve.py NAME[:VARIANT] --images N --threads T --data FOLDER
"""
import argparse
import importlib
import sys
import time

import torch


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--images", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    options.name, _, options.variant = options.name.partition(":")
    return options


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    work = importlib.import_module(options.name).prepare(options)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() != "run":
            break
        start = time.perf_counter()
        images = work()
        print(images, time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
