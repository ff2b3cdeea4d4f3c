#include "layers.h"
#include "panels.h"
#include "prepared_weights.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace tk {

namespace wg = winograd;

namespace {

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
    inParallel(lanes / Lanes * rows, 64, [&](int64_t begin, int64_t end) {
        wg::transformWeights(w.data_ptr<float>(), rows, lanes, rowStride, laneStride, begin, end, result.data_ptr<float>());
    });
    return result;
}

// Narrow layers: each thread takes some tiles through all steps, so that their matrices stay in its own cache.
void forwardInBlocks(const wg::Grid& in, const wg::Grid& out, const float* x, const float* weights, const float* bias, float* y) {
    constexpr int64_t size = 24;
    inParallel((in.tiles() + size - 1) / size, 1, [&](int64_t begin, int64_t end) {
        std::vector<float> v(wg::Positions * size * in.channels), m(wg::Positions * size * out.channels);
        for (auto block = begin; block < end; ++block) {
            const auto first = block * size, count = std::min(size, in.tiles() - first);
            wg::transformMaps(x, in, {first, count, 0, count}, v.data());
            wg::multiply(v.data(), weights, count, in.channels, out.channels, 0, wg::Positions * out.panels(), m.data());
            wg::collectMaps(m.data(), out, {first, count, 0, count}, bias, y);
        }
    });
}

// Wide layers: all threads share each step, so that the weights are read once for many tiles.
void forwardInSteps(const wg::Grid& in, const wg::Grid& out, const float* x, const float* weights, const float* bias, float* y) {
    const auto size = std::min(chunkOf(in, out), in.tiles());
    std::vector<float> v(wg::Positions * size * in.channels), m(wg::Positions * size * out.channels);
    eachChunk(in, size, [&](int64_t first, int64_t count) {
        inParallel(count, 8, [&](int64_t begin, int64_t end) { wg::transformMaps(x, in, {first, count, begin, end}, v.data()); });
        inParallel(wg::Positions * out.panels(), 1, [&](int64_t begin, int64_t end) {
            wg::multiply(v.data(), weights, count, in.channels, out.channels, begin, end, m.data());
        });
        inParallel(count, 8, [&](int64_t begin, int64_t end) { wg::collectMaps(m.data(), out, {first, count, begin, end}, bias, y); });
    });
}

at::Tensor winogradForward(const at::Tensor& x, const at::Tensor& weights, int64_t outputs, const float* bias) {
    constexpr int64_t narrow = 256;
    auto y = at::empty({x.size(0), outputs, x.size(2), x.size(3)}, x.options(), at::MemoryFormat::ChannelsLast);
    const auto in = gridOf(x), out = gridOf(y);
    const auto compute = in.channels + out.channels <= narrow ? forwardInBlocks : forwardInSteps;
    compute(in, out, x.data_ptr<float>(), weights.data_ptr<float>(), bias, y.data_ptr<float>());
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

struct WinogradConvolution : torch::autograd::Function<WinogradConvolution> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& w) {
        const auto maps = channelsLast(x), weights = w.contiguous();
        context->save_for_backward({maps, weights});
        context->saved_data["needs input"] = x.requires_grad();
        return winogradForward(maps, transformedWeights(weights, false), w.size(0), nullptr);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        return winogradBackward(saved[0], saved[1], channelsLast(gradients[0]), context->saved_data["needs input"].toBool());
    }
};

}  // namespace

bool suitsWinograd(const at::Tensor& w, const Geometry& geometry) {
    return hasKernels() && w.size(2) == 3 && w.size(3) == 3
        && geometry.stride[0] == 1 && geometry.stride[1] == 1 && geometry.padding[0] == 1 && geometry.padding[1] == 1
        && geometry.dilation[0] == 1 && geometry.dilation[1] == 1;
}

at::Tensor winogradConvolution(const at::Tensor& x, const at::Tensor& w, const c10::optional<at::Tensor>& bias) {
    if (isRecorded(x, w, bias)) return withBias(WinogradConvolution::apply(x, w), bias);
    const auto weights = PreparedWeights::of(w, {}, [&] { return transformedWeights(w.contiguous(), false); });
    const auto shift = bias && bias->defined() ? bias->contiguous() : at::Tensor();
    return winogradForward(channelsLast(x), weights, w.size(0), shift.defined() ? shift.data_ptr<float>() : nullptr);
}

}  // namespace tk
