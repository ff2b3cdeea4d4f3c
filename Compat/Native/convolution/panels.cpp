#include "panels.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace tk {

namespace wg = winograd;

at::Tensor channelsLast(const at::Tensor& maps) { return maps.contiguous(at::MemoryFormat::ChannelsLast); }

at::Tensor toPanels(const at::Tensor& maps) {
    return channelsLast(maps).permute({0, 2, 3, 1}).reshape({maps.size(0), -1, Lanes}).transpose(0, 1).contiguous();
}

at::Tensor toMaps(const at::Tensor& panels, int64_t height, int64_t width) {
    const auto images = panels.size(1), channels = panels.size(0) * Lanes / (height * width);
    auto maps = at::empty({images, channels, height, width}, panels.options(), at::MemoryFormat::ChannelsLast);
    maps.permute({0, 2, 3, 1}).view({images, panels.size(0), Lanes}).copy_(panels.transpose(0, 1));
    return maps;
}

at::Tensor productOfPanels(const at::Tensor& left, const at::Tensor& right, int64_t columns) {
    const auto rows = left.size(1), depth = left.size(0) * Lanes;
    auto result = at::empty({columns / Lanes, rows, Lanes}, left.options());
    at::parallel_for(0, columns / Lanes, 1, [&](int64_t begin, int64_t end) {
        wg::multiply(left.data_ptr<float>(), right.data_ptr<float>(), rows, depth, columns, begin, end, result.data_ptr<float>());
    });
    return result;
}

at::Tensor transposedProductOfPanels(const at::Tensor& left, const at::Tensor& right) {
    const auto images = left.size(1), rows = left.size(0) * Lanes, columns = right.size(0) * Lanes;
    auto result = at::zeros({rows * columns}, left.options());
    at::parallel_for(0, columns / Lanes, 1, [&](int64_t begin, int64_t end) {
        wg::addTransposedProduct(
            left.data_ptr<float>(), right.data_ptr<float>(), images, rows, columns, begin, end, result.data_ptr<float>());
    });
    return result;
}

}  // namespace tk
