// Compiled with AVX2 and FMA on x86, hence without headers whose inline functions other files share.
#include "direct.h"

#if defined(__AVX2__) && defined(__FMA__)

#include "lanes.h"

namespace tk::direct {

namespace {

void copyRows(const float* from, int64_t channels, int64_t height, int64_t width, float* to, int64_t channelStride, int64_t rowStride) {
    for (int64_t channel = 0; channel < channels; ++channel)
        for (int64_t row = 0; row < height; ++row)
            for (int64_t column = 0; column < width; ++column)
                to[channel * channelStride + row * rowStride + column] = *from++;
}

// Writes the part of 16 outputs that lies inside the map.
void storeOutputs(const float* sums, const float* bias, int64_t channels, int64_t width, int64_t channelStride, float* to) {
    for (int64_t channel = 0; channel < channels; ++channel)
        for (int64_t column = 0; column < width; ++column)
            to[channel * channelStride + column] = sums[channel * Lanes + column] + (bias ? bias[channel] : 0);
}

int64_t least(int64_t left, int64_t right) { return left < right ? left : right; }

}  // namespace

void packWeights(const float* weights, const Layer& layer, float* packed) {
    const int64_t depth = layer.inputs * layer.taps();
    for (int64_t block = 0; block < layer.blocks(); ++block)
        for (int64_t i = 0; i < depth; ++i)
            for (int64_t output = block * Block; output < (block + 1) * Block; ++output)
                *packed++ = output < layer.outputs ? weights[output * depth + i] : 0;
}

void padInputs(const float* maps, const Layer& layer, float* padded) {
    const int64_t row = layer.inRow();
    copyRows(maps, layer.inputs, layer.height, layer.width, padded + layer.top * row + layer.left, (layer.height + 2 * layer.top) * row, row);
}

void padOutputs(const float* maps, const Layer& layer, float* padded) {
    copyRows(maps, layer.outputs, layer.outHeight(), layer.outWidth(), padded, layer.outHeight() * layer.outRow(), layer.outRow());
}

void convolve(const float* padded, const float* packed, const float* bias, const Layer& layer, float* maps) {
    const int64_t height = layer.outHeight(), width = layer.outWidth(), row = layer.inRow(), plane = (layer.height + 2 * layer.top) * row;
    for (int64_t first = 0; first < layer.outputs; first += Block, packed += layer.inputs * layer.taps() * Block) {
        for (int64_t y = 0; y < height; ++y) {
            for (int64_t x = 0; x < width; x += Lanes) {
                auto sums = Sums<Block>::zero();
                const float* weights = packed;
                for (int64_t input = 0; input < layer.inputs; ++input)
                    for (int64_t i = 0; i < layer.kernelHeight; ++i)
                        for (int64_t j = 0; j < layer.kernelWidth; ++j, weights += Block)
                            sums.add(weights, 1, Lane::load(padded + input * plane + (y + i) * row + x + j));
                float values[Block * Lanes];
                sums.store(values);
                storeOutputs(values, bias ? bias + first : nullptr, least(Block, layer.outputs - first), least(Lanes, width - x),
                             height * width, maps + first * height * width + y * width + x);
            }
        }
    }
}

void addWeightGradient(const float* paddedInputs, const float* paddedOutputs, const Layer& layer, float* sums) {
    const int64_t height = layer.outHeight(), outRow = layer.outRow(), inRow = layer.inRow(), plane = (layer.height + 2 * layer.top) * inRow;
    for (int64_t first = 0; first < layer.outputs; first += Block) {
        const float* outputs = paddedOutputs + first * height * outRow;
        for (int64_t i = 0; i < layer.inputs * layer.taps(); ++i, sums += Block * Lanes) {
            const int64_t input = i / layer.taps(), tap = i % layer.taps();
            const float* inputs = paddedInputs + input * plane + tap / layer.kernelWidth * inRow + tap % layer.kernelWidth;
            auto image = Sums<Block>::zero();
            for (int64_t y = 0; y < height; ++y)
                for (int64_t x = 0; x < outRow; x += Lanes)
                    image.addProducts(Lane::load(inputs + y * inRow + x), outputs + y * outRow + x, height * outRow);
            image.addTo(sums);
        }
    }
}

void foldWeightGradient(const float* sums, const Layer& layer, float* gradient) {
    const int64_t depth = layer.inputs * layer.taps();
    for (int64_t output = 0; output < layer.outputs; ++output) {
        for (int64_t i = 0; i < depth; ++i) {
            const float* lanes = sums + ((output / Block * depth + i) * Block + output % Block) * Lanes;
            float sum = 0;
            for (int64_t lane = 0; lane < Lanes; ++lane) sum += lanes[lane];
            gradient[output * depth + i] = sum;
        }
    }
}

}  // namespace tk::direct

#else

namespace tk::direct {

// Never called where hasKernels() is false.
void packWeights(const float*, const Layer&, float*) {}
void padInputs(const float*, const Layer&, float*) {}
void padOutputs(const float*, const Layer&, float*) {}
void convolve(const float*, const float*, const float*, const Layer&, float*) {}
void addWeightGradient(const float*, const float*, const Layer&, float*) {}
void foldWeightGradient(const float*, const Layer&, float*) {}

}  // namespace tk::direct

#endif
