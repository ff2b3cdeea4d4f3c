// Weights that do not learn, kept in the form in which a convolution uses them, so that they are brought into it once.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace tk {

struct PreparedWeights {
    // What `prepare` makes of the weights, anew whenever these have changed. Weights that can learn (requires_grad) are
    // prepared for this call alone: they change with every step. The form tells several uses of the same weights apart.
    // Weights that are gone are forgotten with their prepared form at the next call of either function.
    static at::Tensor of(const at::Tensor& weights, const std::vector<int64_t>& form, const std::function<at::Tensor()>& prepare);
    static void forgetTheDead();
};

}  // namespace tk
