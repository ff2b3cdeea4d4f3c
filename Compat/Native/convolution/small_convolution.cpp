#include "layers.h"
#include "panels.h"
#include "prepared_weights.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace tk {

namespace {

// For each pair of an output and an input pixel the tap between them, or -1.
struct PixelPairs {
    int64_t outputs, inputs;
    std::vector<int64_t> taps;

    PixelPairs(const Geometry& geometry, const at::Tensor& x, const at::Tensor& w) {
        const auto height = geometry.outputs(x, w, 0), width = geometry.outputs(x, w, 1);
        outputs = height * width;
        inputs = x.size(2) * x.size(3);
        for (int64_t out = 0; out < outputs; ++out) {
            for (int64_t in = 0; in < inputs; ++in) {
                const auto row = geometry.tap(out / width, in / x.size(3), w.size(2), 0);
                const auto column = geometry.tap(out % width, in % x.size(3), w.size(3), 1);
                taps.push_back(row < 0 || column < 0 ? -1 : row * w.size(3) + column);
            }
        }
    }
};

// The layer's matrix, [in pixels · in channels × out pixels · out channels], and its transpose, in panels of 16 columns.
struct SmallLayer {
    PixelPairs pairs;
    int64_t inputs, outputs, taps;  // channels, channels, and the kernel's size

    SmallLayer(const Geometry& geometry, const at::Tensor& x, const at::Tensor& w)
        : pairs(geometry, x, w), inputs(w.size(1)), outputs(w.size(0)), taps(w.size(2) * w.size(3)) {}

    int64_t rows() const { return pairs.inputs * inputs; }
    int64_t columns() const { return pairs.outputs * outputs; }

    at::Tensor matrix(const at::Tensor& w) const {
        return filled(w, [&](int64_t row, int64_t column) { return place(row, column); });
    }

    at::Tensor transposed(const at::Tensor& w) const {
        return filled(w, [&](int64_t row, int64_t column) { return indexInPanels(column, row, columns()); });
    }

    // Sums the elements of a gradient of the matrix that are the same weight.
    at::Tensor weights(const at::Tensor& gradient, at::IntArrayRef shape) const {
        auto result = at::zeros(shape, gradient.options());
        eachElement([&](int64_t weight, int64_t row, int64_t column, float* to, const float* from) {
            if (weight >= 0) to[weight] += from[place(row, column)];
        }, result.data_ptr<float>(), gradient.data_ptr<float>());
        return result;
    }

private:
    static int64_t indexInPanels(int64_t row, int64_t column, int64_t rows) {
        return (column / Lanes * rows + row) * Lanes + column % Lanes;
    }

    int64_t place(int64_t row, int64_t column) const { return indexInPanels(row, column, rows()); }

    template <class Place>
    at::Tensor filled(const at::Tensor& w, Place placeOf) const {
        auto result = at::empty({rows() * columns()}, w.options());
        eachElement([&](int64_t weight, int64_t row, int64_t column, float* to, const float* from) {
            to[placeOf(row, column)] = weight < 0 ? 0 : from[weight];
        }, result.data_ptr<float>(), w.data_ptr<float>());
        return result;
    }

    // Calls body(index of the weight or -1, row, column, to, from) for all elements; a thread has some output channels for itself.
    template <class Body>
    void eachElement(Body body, float* to, const float* from) const {
        at::parallel_for(0, outputs / Lanes, 1, [&](int64_t begin, int64_t end) {
            for (int64_t out = 0; out < pairs.outputs; ++out)
                for (int64_t in = 0; in < pairs.inputs; ++in) {
                    const auto tap = pairs.taps[out * pairs.inputs + in];
                    for (int64_t block = begin; block < end; ++block)
                        for (int64_t c = 0; c < inputs; ++c)
                            for (int64_t o = block * Lanes; o < (block + 1) * Lanes; ++o)
                                body(tap < 0 ? -1 : (o * inputs + c) * taps + tap, in * inputs + c, out * outputs + o, to, from);
                }
        });
    }
};

struct SmallConvolution : torch::autograd::Function<SmallConvolution> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
        const SmallLayer layer(geometry, x, w);
        const auto panels = toPanels(x), weights = w.contiguous();
        context->save_for_backward({panels, weights});
        context->saved_data["stride"] = at::IntArrayRef(geometry.stride);
        context->saved_data["padding"] = at::IntArrayRef(geometry.padding);
        context->saved_data["dilation"] = at::IntArrayRef(geometry.dilation);
        context->saved_data["shape"] = x.sizes();
        return toMaps(productOfPanels(panels, layer.matrix(weights), layer.columns()), geometry.outputs(x, w, 0), geometry.outputs(x, w, 1));
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto& data = context->saved_data;
        const Geometry geometry(
            data.at("stride").toIntVector(), data.at("padding").toIntVector(), data.at("dilation").toIntVector());
        const auto shape = data.at("shape").toIntVector();
        const SmallLayer layer(geometry, at::empty(shape, saved[0].options().device(at::kMeta)), saved[1]);
        const auto panels = toPanels(gradients[0]);
        return {toMaps(productOfPanels(panels, layer.transposed(saved[1]), layer.rows()), shape[2], shape[3]),
                layer.weights(transposedProductOfPanels(saved[0], panels), saved[1].sizes()), {}};
    }
};

}  // namespace

bool isSmall(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
    const auto outputs = geometry.outputs(x, w, 0) * geometry.outputs(x, w, 1);
    return hasKernels() && outputs > 0 && w.size(2) * w.size(3) > 1 && x.size(2) * x.size(3) * outputs <= 4;
}

at::Tensor smallConvolution(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
    if (isRecorded(x, w)) return SmallConvolution::apply(x, w, geometry);
    const SmallLayer layer(geometry, x, w);
    const auto matrix = PreparedWeights::of(w, layer.pairs.taps, [&] { return layer.matrix(w.contiguous()); });
    return toMaps(productOfPanels(toPanels(x), matrix, layer.columns()), geometry.outputs(x, w, 0), geometry.outputs(x, w, 1));
}

}  // namespace tk
