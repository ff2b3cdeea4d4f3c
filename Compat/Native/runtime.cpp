// The process: threads, devices and random generators.
#include "values.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include <mutex>

TK_EXPORT int32_t tk_num_threads() { return at::get_num_threads(); }

TK_EXPORT int32_t tk_set_num_threads(int32_t count) {
    return tk::guarded([&] { at::set_num_threads(count); });
}

TK_EXPORT int32_t tk_num_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }

TK_EXPORT int32_t tk_set_num_interop_threads(int32_t count) {
    return tk::guarded([&] { at::set_num_interop_threads(count); });
}

TK_EXPORT int32_t tk_cuda_device_count() {
    int32_t count = 0;
    tk::guarded([&] { count = static_cast<int32_t>(torch::cuda::device_count()); });
    return count;
}

TK_EXPORT int32_t tk_has_cudnn() { return torch::cuda::cudnn_is_available(); }

// The current device for -1.
TK_EXPORT int32_t tk_cuda_synchronize(int32_t index) {
    return tk::guarded([&] { torch::cuda::synchronize(index); });
}

// Seeds the default generators of every device.
TK_EXPORT int32_t tk_manual_seed(uint64_t seed) {
    return tk::guarded([&] { at::manual_seed(seed); });
}

// Seeds the current CUDA device, or all of them; does nothing without CUDA.
TK_EXPORT int32_t tk_cuda_manual_seed(uint64_t seed, int32_t all) {
    return tk::guarded([&] {
        if (all) torch::cuda::manual_seed_all(seed);
        else torch::cuda::manual_seed(seed);
    });
}

TK_EXPORT int32_t tk_generator_new(uint64_t seed, int32_t deviceType, int32_t deviceIndex, at::Generator** result) {
    return tk::guarded([&] {
        const c10::Device device(static_cast<c10::DeviceType>(deviceType), deviceIndex);
        auto generator = device.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>()
                                         : at::globalContext().defaultGenerator(device).clone();
        generator.set_current_seed(seed);
        *result = new at::Generator(std::move(generator));
    });
}

// The process-wide CPU generator.
TK_EXPORT at::Generator* tk_generator_default() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }

TK_EXPORT void tk_generator_free(at::Generator* generator) { delete generator; }

TK_EXPORT int32_t tk_generator_set_seed(at::Generator* generator, uint64_t seed) {
    return tk::guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(seed);
    });
}

TK_EXPORT uint64_t tk_generator_initial_seed(at::Generator* generator) {
    std::lock_guard<std::mutex> lock(generator->mutex());
    return generator->current_seed();
}

// A fresh seed from the system's entropy.
TK_EXPORT uint64_t tk_generator_reseed(at::Generator* generator) {
    std::lock_guard<std::mutex> lock(generator->mutex());
    return generator->seed();
}

TK_EXPORT int32_t tk_generator_state(at::Generator* generator, tk::Handle* state) {
    return tk::guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        *state = tk::release(generator->get_state());
    });
}

TK_EXPORT int32_t tk_generator_set_state(at::Generator* generator, tk::Handle state) {
    return tk::guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_state(tk::borrow(state));
    });
}
