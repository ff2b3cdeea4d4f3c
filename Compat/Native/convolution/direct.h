// Convolutions of stride 1 between few channels, as in networks for handwritten digits: 16 neighbours of a row at a time, for six output
// channels at once. Maps are float32, [channels][height][width]; all of this is about a single image. Plain kernels on one thread.
#pragma once

#include "kernels.h"

namespace tk::direct {

constexpr int64_t Block = 6;

// A layer, and how an image lies in the buffers that the kernels work on.
struct Layer {
    int64_t inputs, outputs, height, width, kernelHeight, kernelWidth, top, left;  // the last two: rows and columns of zeros

    int64_t taps() const { return kernelHeight * kernelWidth; }
    int64_t outHeight() const { return height + 2 * top - kernelHeight + 1; }
    int64_t outWidth() const { return width + 2 * left - kernelWidth + 1; }
    int64_t blocks() const { return (outputs + Block - 1) / Block; }

    // Rows of outputs are rounded up to 16, those of inputs reach as far as the kernel reads.
    int64_t outRow() const { return (outWidth() + Lanes - 1) / Lanes * Lanes; }
    int64_t inRow() const { return outRow() + kernelWidth - 1; }
    int64_t paddedInputs() const { return inputs * (height + 2 * top) * inRow(); }
    int64_t paddedOutputs() const { return blocks() * Block * outHeight() * outRow(); }
    int64_t packedWeights() const { return blocks() * inputs * taps() * Block; }
    int64_t gradientSums() const { return packedWeights() * Lanes; }
};

// Weights [outputs][inputs][taps] as [blocks][inputs][taps][6].
void packWeights(const float* weights, const Layer& layer, float* packed);

// Copies maps into rows of a buffer that is zero everywhere else.
void padInputs(const float* maps, const Layer& layer, float* padded);
void padOutputs(const float* maps, const Layer& layer, float* padded);

// The bias may be null.
void convolve(const float* padded, const float* packed, const float* bias, const Layer& layer, float* maps);

// Adds this image's part of the weights' gradient, 16 partial sums for each: [blocks][inputs][taps][6][16].
void addWeightGradient(const float* paddedInputs, const float* paddedOutputs, const Layer& layer, float* sums);

// The gradient [outputs][inputs][taps] out of the partial sums.
void foldWeightGradient(const float* sums, const Layer& layer, float* gradient);

}  // namespace tk::direct
