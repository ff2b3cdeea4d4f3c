// toolkit::conv2d is aten::conv2d, computed faster where that is known how: maps of one pixel or nearly so as a matrix product,
// 3×3 kernels of stride 1 by Winograd's filtering. Everything else goes to aten::conv2d itself. float32 on the CPU, and only where
// a graph is recorded: scores are promised to be PyTorch's to 1e-4, and logits of a deep network can magnify any other rounding beyond that.
#include "winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace tk {

namespace {

namespace wg = winograd;

struct Geometry {
    int64_t stride[2], padding[2], dilation[2];

    Geometry(at::IntArrayRef strides, at::IntArrayRef paddings, at::IntArrayRef dilations) {
        for (size_t i = 0; i < 2; ++i) {
            stride[i] = strides[std::min(i, strides.size() - 1)];
            padding[i] = paddings[std::min(i, paddings.size() - 1)];
            dilation[i] = dilations[std::min(i, dilations.size() - 1)];
        }
    }

    int64_t outputs(const at::Tensor& x, const at::Tensor& w, int axis) const {
        const auto room = x.size(axis + 2) + 2 * padding[axis] - dilation[axis] * (w.size(axis + 2) - 1) - 1;
        return room < 0 ? 0 : room / stride[axis] + 1;
    }

    // The kernel's tap that joins an input to an output along an axis; -1 where none does.
    int64_t tap(int64_t output, int64_t input, int64_t taps, int axis) const {
        const auto offset = input + padding[axis] - output * stride[axis];
        return offset >= 0 && offset % dilation[axis] == 0 && offset / dilation[axis] < taps ? offset / dilation[axis] : -1;
    }
};

at::Tensor channelsLast(const at::Tensor& maps) { return maps.contiguous(at::MemoryFormat::ChannelsLast); }

// ---- Small maps: every output pixel is joined to every input pixel by at most one tap, so the layer is a matrix. ----

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

// Calls body(row of the matrix, weights of that output channel, tap) for each pair, on several threads.
template <class Body>
void eachBlock(const PixelPairs& pairs, int64_t outputChannels, Body body) {
    at::parallel_for(0, outputChannels, 8, [&](int64_t begin, int64_t end) {
        for (auto channel = begin; channel < end; ++channel)
            for (int64_t out = 0; out < pairs.outputs; ++out)
                for (int64_t in = 0; in < pairs.inputs; ++in) body(channel, out, in, pairs.taps[out * pairs.inputs + in]);
    });
}

// [out pixels · out channels, in pixels · in channels]
at::Tensor toMatrix(const at::Tensor& weight, const PixelPairs& pairs) {
    const auto w = weight.contiguous();
    const auto outputs = w.size(0), inputs = w.size(1), taps = w.size(2) * w.size(3);
    auto matrix = at::empty({pairs.outputs * outputs, pairs.inputs * inputs}, w.options());
    const auto* from = w.data_ptr<float>();
    auto* to = matrix.data_ptr<float>();
    eachBlock(pairs, outputs, [&](int64_t channel, int64_t out, int64_t in, int64_t tap) {
        auto* block = to + ((out * outputs + channel) * pairs.inputs + in) * inputs;
        for (int64_t i = 0; i < inputs; ++i) block[i] = tap < 0 ? 0 : from[(channel * inputs + i) * taps + tap];
    });
    return matrix;
}

at::Tensor fromMatrix(const at::Tensor& matrix, at::IntArrayRef shape, const PixelPairs& pairs) {
    const auto outputs = shape[0], inputs = shape[1], taps = shape[2] * shape[3];
    auto weight = at::zeros(shape, matrix.options());
    const auto* from = matrix.data_ptr<float>();
    auto* to = weight.data_ptr<float>();
    eachBlock(pairs, outputs, [&](int64_t channel, int64_t out, int64_t in, int64_t tap) {
        const auto* block = from + ((out * outputs + channel) * pairs.inputs + in) * inputs;
        for (int64_t i = 0; tap >= 0 && i < inputs; ++i) to[(channel * inputs + i) * taps + tap] += block[i];
    });
    return weight;
}

// Channels-last maps as one row an image, and back.
at::Tensor asRows(const at::Tensor& maps) { return channelsLast(maps).permute({0, 2, 3, 1}).reshape({maps.size(0), -1}); }

at::Tensor asMaps(const at::Tensor& rows, int64_t height, int64_t width) {
    return rows.view({rows.size(0), height, width, -1}).permute({0, 3, 1, 2});
}

bool isSmall(const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
    const auto outputs = geometry.outputs(x, w, 0) * geometry.outputs(x, w, 1);
    return outputs > 0 && w.size(2) * w.size(3) > 1 && x.size(2) * x.size(3) * outputs <= 4;
}

struct SmallConvolution : torch::autograd::Function<SmallConvolution> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& w, const Geometry& geometry) {
        const PixelPairs pairs(geometry, x, w);
        const auto matrix = toMatrix(w, pairs);
        const auto rows = asRows(x);
        context->save_for_backward({rows, w, matrix});
        context->saved_data["stride"] = at::IntArrayRef(geometry.stride);
        context->saved_data["padding"] = at::IntArrayRef(geometry.padding);
        context->saved_data["dilation"] = at::IntArrayRef(geometry.dilation);
        context->saved_data["shape"] = x.sizes();
        // Not a view of the product: operators in place refuse views that come out of a custom function.
        const auto height = geometry.outputs(x, w, 0), width = geometry.outputs(x, w, 1);
        auto maps = at::empty({x.size(0), w.size(0), height, width}, x.options(), at::MemoryFormat::ChannelsLast);
        auto product = maps.permute({0, 2, 3, 1}).view({x.size(0), -1});
        at::mm_out(product, rows, matrix.t());
        return maps;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto& data = context->saved_data;
        const Geometry geometry(
            data.at("stride").toIntVector(), data.at("padding").toIntVector(), data.at("dilation").toIntVector());
        const auto shape = data.at("shape").toIntVector();
        const PixelPairs pairs(geometry, at::empty(shape, saved[0].options().device(at::kMeta)), saved[1]);
        const auto gradient = asRows(gradients[0]);
        return {asMaps(gradient.mm(saved[2]), shape[2], shape[3]), fromMatrix(gradient.t().mm(saved[0]), saved[1].sizes(), pairs), {}};
    }
};

// ---- Winograd ----

// Tiles that are worked on together: few enough for the matrices of both sides to stay in the cache.
int64_t chunkOf(const wg::Grid& one, const wg::Grid& other) {
    const auto tiles = (int64_t(1) << 16) / (one.channels + other.channels);
    return std::max<int64_t>(6, tiles - tiles % 6);
}

template <class Body>
void eachChunk(const wg::Grid& grid, int64_t size, Body body) {
    for (int64_t first = 0; first < grid.tiles(); first += size) body(first, std::min(size, grid.tiles() - first));
}

// Runs body(begin, end) on several threads.
template <class Body>
void inParallel(int64_t items, int64_t grain, Body body) {
    at::parallel_for(0, items, grain, body);
}

wg::Grid gridOf(const at::Tensor& maps) { return {maps.size(0), maps.size(2), maps.size(3), maps.size(1)}; }

at::Tensor matrices(int64_t rows, int64_t columns, const at::Tensor& like) {
    return at::empty({wg::Positions, rows, columns}, at::TensorOptions().dtype(like.dtype()));
}

// Weights [out, in, 3, 3] as right-hand sides: in × out for the forward pass, out × in for the backward pass.
at::Tensor transformedWeights(const at::Tensor& w, bool forBackward) {
    const auto outputs = w.size(0), inputs = w.size(1);
    const auto rows = forBackward ? outputs : inputs, lanes = forBackward ? inputs : outputs;
    const auto rowStride = forBackward ? inputs * 9 : 9, laneStride = forBackward ? 9 : inputs * 9;
    auto result = matrices(rows, lanes, w);
    inParallel(lanes / wg::Lanes * rows, 64, [&](int64_t begin, int64_t end) {
        wg::transformWeights(w.data_ptr<float>(), rows, lanes, rowStride, laneStride, begin, end, result.data_ptr<float>());
    });
    return result;
}

at::Tensor winogradForward(const at::Tensor& x, const at::Tensor& w, const float* bias) {
    auto y = at::empty({x.size(0), w.size(0), x.size(2), x.size(3)}, x.options(), at::MemoryFormat::ChannelsLast);
    const auto in = gridOf(x), out = gridOf(y);
    const auto weights = transformedWeights(w, false);
    const auto size = std::min(chunkOf(in, out), in.tiles());
    const auto left = matrices(size, in.channels, x), products = matrices(size, out.channels, x);
    auto *v = left.data_ptr<float>(), *m = products.data_ptr<float>();
    eachChunk(in, size, [&](int64_t first, int64_t count) {
        inParallel(count, 8, [&](int64_t begin, int64_t end) {
            wg::transformMaps(x.data_ptr<float>(), in, {first, count, begin, end}, v);
        });
        inParallel(wg::Positions * out.panels(), 1, [&](int64_t begin, int64_t end) {
            wg::multiply(v, weights.data_ptr<float>(), count, in.channels, out.channels, begin, end, m);
        });
        inParallel(count, 8, [&](int64_t begin, int64_t end) {
            wg::collectMaps(m, out, {first, count, begin, end}, bias, y.data_ptr<float>());
        });
    });
    return y;
}

variable_list winogradBackward(const at::Tensor& x, const at::Tensor& w, const at::Tensor& gradient, bool needsInput) {
    const auto in = gridOf(x), out = gridOf(gradient);
    const auto size = std::min(chunkOf(in, out), in.tiles());
    const auto left = matrices(size, in.channels, x), spread = matrices(size, out.channels, x);
    auto *v = left.data_ptr<float>(), *m = spread.data_ptr<float>();
    const auto weightSum = matrices(in.channels, out.channels, x).zero_();
    const auto weights = needsInput ? transformedWeights(w, true) : at::Tensor();
    const auto inputGradient = needsInput ? at::zeros_like(x, x.options(), at::MemoryFormat::ChannelsLast) : at::Tensor();
    eachChunk(in, size, [&](int64_t first, int64_t count) {
        inParallel(count, 8, [&](int64_t begin, int64_t end) {
            wg::transformMaps(x.data_ptr<float>(), in, {first, count, begin, end}, v);
            wg::spreadMaps(gradient.data_ptr<float>(), out, {first, count, begin, end}, m);
        });
        inParallel(wg::Positions * out.panels(), 1, [&](int64_t begin, int64_t end) {
            wg::addTransposedProduct(v, m, count, in.channels, out.channels, begin, end, weightSum.data_ptr<float>());
        });
        if (!needsInput) return;
        inParallel(wg::Positions * in.panels(), 1, [&](int64_t begin, int64_t end) {
            wg::multiply(m, weights.data_ptr<float>(), count, out.channels, in.channels, begin, end, v);
        });
        inParallel(in.panels(), 1, [&](int64_t begin, int64_t end) {
            wg::addToMaps(v, in, {first, count, begin, end}, inputGradient.data_ptr<float>());
        });
    });
    auto weightGradient = at::empty_like(w);
    inParallel(out.panels() * in.channels, 64, [&](int64_t begin, int64_t end) {
        wg::foldWeightGradient(weightSum.data_ptr<float>(), in.channels, out.channels, 9, in.channels * 9, begin, end,
                               weightGradient.data_ptr<float>());
    });
    return {inputGradient, weightGradient};
}

bool suitsWinograd(const at::Tensor& w, const Geometry& geometry) {
    static const bool supported = wg::supported();
    return supported && w.size(2) == 3 && w.size(3) == 3 && w.size(0) % wg::Lanes == 0 && w.size(1) % wg::Lanes == 0
        && geometry.stride[0] == 1 && geometry.stride[1] == 1 && geometry.padding[0] == 1 && geometry.padding[1] == 1
        && geometry.dilation[0] == 1 && geometry.dilation[1] == 1;
}

struct WinogradConvolution : torch::autograd::Function<WinogradConvolution> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& w) {
        const auto maps = channelsLast(x), weights = w.contiguous();
        context->save_for_backward({maps, weights});
        context->saved_data["needs input"] = x.requires_grad();
        return winogradForward(maps, weights, nullptr);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        return winogradBackward(saved[0], saved[1], channelsLast(gradients[0]), context->saved_data["needs input"].toBool());
    }
};

at::Tensor withBias(const at::Tensor& maps, const c10::optional<at::Tensor>& bias) {
    return bias && bias->defined() ? maps.add(bias->view({1, -1, 1, 1})) : maps;
}

bool isPlain(const at::Tensor& tensor) {
    return tensor.dim() == 4 && tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.layout() == at::kStrided
        && tensor.numel() > 0;
}

at::Tensor conv2d(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias, at::IntArrayRef stride,
                  at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
    if (at::GradMode::is_enabled() && isPlain(x) && isPlain(w) && groups == 1 && x.size(1) == w.size(1)) {
        const Geometry geometry(stride, padding, dilation);
        if (isSmall(x, w, geometry)) return withBias(SmallConvolution::apply(x, w, geometry), bias);
        if (suitsWinograd(w, geometry)) return withBias(WinogradConvolution::apply(x, w), bias);
    }
    return at::conv2d(x, w, bias, stride, padding, dilation, groups);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(toolkit, library) {
    library.def("conv2d(Tensor input, Tensor weight, Tensor? bias, int[2] stride, int[2] padding, int[2] dilation, int groups) -> Tensor",
                conv2d);
}

}  // namespace tk
