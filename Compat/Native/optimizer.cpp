// toolkit::adam_ is one step of Adam or AdamW over many parameters, each value read and written once. float32 on the CPU.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <cmath>

#if defined(__x86_64__)
#define TK_FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define TK_FOR_EACH_PROCESSOR
#endif

namespace tk {

namespace {

struct AdamStep {
    float beta1, beta2, epsilon;
    float penalty;     // Adam's weight decay, added to the gradient
    float shrinkage;   // AdamW's weight decay: what is left of the parameter
    float stepSize;    // rate / (1 − β₁ᵗ)
    float correction;  // √(1 − β₂ᵗ)
};

// In PyTorch's order of operations.
TK_FOR_EACH_PROCESSOR void update(const AdamStep& step, int64_t count, float* __restrict parameter, const float* __restrict gradient,
                                  float* __restrict mean, float* __restrict meanSquare) {
    const AdamStep s = step;
    const float fresh = 1 - s.beta1, freshSquare = 1 - s.beta2;
    for (int64_t i = 0; i < count; ++i) {
        const float old = parameter[i] * s.shrinkage;
        const float direction = gradient[i] + s.penalty * old;
        const float m = mean[i] * s.beta1 + fresh * direction;
        const float v = meanSquare[i] * s.beta2 + freshSquare * direction * direction;
        mean[i] = m;
        meanSquare[i] = v;
        parameter[i] = old - s.stepSize * m / (std::sqrt(v) / s.correction + s.epsilon);
    }
}

void check(const at::Tensor& tensor, const at::Tensor& parameter) {
    TORCH_CHECK(tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.is_contiguous()
                    && tensor.numel() == parameter.numel(),
                "toolkit::adam_ takes contiguous float32 tensors of equal sizes on the CPU");
}

void adam(at::TensorList parameters, at::TensorList gradients, at::TensorList means, at::TensorList meanSquares,
          at::ArrayRef<double> stepSizes, at::ArrayRef<double> corrections, double beta1, double beta2, double epsilon,
          double penalty, double shrinkage) {
    for (size_t i = 0; i < parameters.size(); ++i) {
        const auto& parameter = parameters[i];
        for (const auto& tensor : {parameter, gradients[i], means[i], meanSquares[i]}) check(tensor, parameter);
        const AdamStep step{static_cast<float>(beta1), static_cast<float>(beta2), static_cast<float>(epsilon),
                            static_cast<float>(penalty), static_cast<float>(shrinkage), static_cast<float>(stepSizes[i]),
                            static_cast<float>(corrections[i])};
        auto *p = parameter.data_ptr<float>(), *m = means[i].data_ptr<float>(), *v = meanSquares[i].data_ptr<float>();
        const auto* g = gradients[i].data_ptr<float>();
        at::parallel_for(0, parameter.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
            update(step, end - begin, p + begin, g + begin, m + begin, v + begin);
        });
        parameter.unsafeGetTensorImpl()->bump_version();
    }
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(toolkit, library) {
    library.def(
        "adam_(Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] mean_squares, float[] step_sizes, float[] corrections, "
        "float beta1, float beta2, float epsilon, float penalty, float shrinkage) -> ()",
        adam);
}

}  // namespace tk
