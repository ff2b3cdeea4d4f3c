#include "layers.h"
#include "panels.h"
#include "prepared_weights.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace tk {

namespace {

struct UnfoldedLayer {
    const Geometry& geometry;
    int64_t images, height, width, inputs;      // of the input maps
    int64_t outHeight, outWidth, outputs;       // of the output maps
    int64_t kernelHeight, kernelWidth;

    UnfoldedLayer(const Geometry& g, const at::Tensor& x, const at::Tensor& w)
        : geometry(g), images(x.size(0)), height(x.size(2)), width(x.size(3)), inputs(x.size(1)),
          outHeight(g.outputs(x, w, 0)), outWidth(g.outputs(x, w, 1)), outputs(w.size(0)), kernelHeight(w.size(2)), kernelWidth(w.size(3)) {}

    int64_t rows() const { return images * outHeight * outWidth; }
    int64_t depth() const { return kernelHeight * kernelWidth * inputs; }

    // Channels-last maps as [depth / 16, rows, 16].
    at::Tensor unfold(const at::Tensor& x) const {
        auto result = at::empty({depth() / Lanes, rows(), Lanes}, x.options());
        const auto* from = x.data_ptr<float>();
        auto* to = result.data_ptr<float>();
        at::parallel_for(0, rows(), 8, [&](int64_t begin, int64_t end) {
            for (auto row = begin; row < end; ++row) copyInputs(row, from, to + row * Lanes);
        });
        return result;
    }

    // Weights as [outputs / 16, depth, 16].
    at::Tensor matrix(const at::Tensor& w) const {
        return w.permute({2, 3, 1, 0}).reshape({depth(), outputs / Lanes, Lanes}).transpose(0, 1).contiguous();
    }

private:
    void copyInputs(int64_t row, const float* from, float* to) const {
        const auto image = row / (outHeight * outWidth), y = row / outWidth % outHeight, x = row % outWidth;
        for (int64_t tap = 0; tap < kernelHeight * kernelWidth; ++tap) {
            const auto inY = y * geometry.stride[0] - geometry.padding[0] + tap / kernelWidth * geometry.dilation[0];
            const auto inX = x * geometry.stride[1] - geometry.padding[1] + tap % kernelWidth * geometry.dilation[1];
            const bool inside = inY >= 0 && inY < height && inX >= 0 && inX < width;
            const auto* pixel = from + ((image * height + inY) * width + inX) * inputs;
            for (int64_t channel = 0; channel < inputs; channel += Lanes, to += rows() * Lanes)
                inside ? std::copy_n(pixel + channel, Lanes, to) : std::fill_n(to, Lanes, 0.0f);
        }
    }
};

}  // namespace

bool hasFewPixels(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
    constexpr int64_t most = int64_t(1) << 19;
    const UnfoldedLayer layer(geometry, x, w);
    return hasKernels() && layer.outHeight > 0 && layer.outWidth > 0 && layer.rows() * layer.depth() <= most;
}

at::Tensor unfoldedConvolution(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
    const UnfoldedLayer layer(geometry, x, w);
    const auto matrix = PreparedWeights::of(w, {-1}, [&] { return layer.matrix(w); });
    const auto rows = toMaps(productOfPanels(layer.unfold(channelsLast(x)), matrix, layer.outputs), 1, 1);
    return rows.view({layer.images, layer.outHeight, layer.outWidth, layer.outputs}).permute({0, 3, 1, 2});
}

}  // namespace tk
