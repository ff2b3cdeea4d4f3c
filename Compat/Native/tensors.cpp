// What a tensor is: its handle, shape, type, place and memory.
#include "values.h"

#include <ATen/ops/from_blob.h>

#include <cstring>

using tk::Handle;

// Gives up the holder's reference.
TK_EXPORT void tk_release(Handle handle) { c10::raw::intrusive_ptr::decref(handle); }

TK_EXPORT int64_t tk_dim(Handle handle) { return handle->dim(); }

TK_EXPORT int64_t tk_numel(Handle handle) { return handle->numel(); }

TK_EXPORT int32_t tk_dtype(Handle handle) { return static_cast<int32_t>(c10::typeMetaToScalarType(handle->dtype())); }

TK_EXPORT int64_t tk_element_size(Handle handle) { return static_cast<int64_t>(handle->itemsize()); }

TK_EXPORT int32_t tk_device_type(Handle handle) { return static_cast<int32_t>(handle->device().type()); }

TK_EXPORT int32_t tk_device_index(Handle handle) { return handle->device().index(); }

TK_EXPORT int32_t tk_is_sparse(Handle handle) { return handle->is_sparse(); }

// Fills room for tk_dim numbers.
TK_EXPORT void tk_sizes(Handle handle, int64_t* sizes) {
    std::memcpy(sizes, handle->sizes().data(), handle->sizes().size() * sizeof(int64_t));
}

// Layouts without strides, as sparse ones, may refuse the next three; which do depends on the version of libtorch.
TK_EXPORT int32_t tk_strides(Handle handle, int64_t* strides) {
    return tk::guarded([&] {
        const auto source = handle->strides();
        std::memcpy(strides, source.data(), source.size() * sizeof(int64_t));
    });
}

TK_EXPORT int32_t tk_storage_offset(Handle handle, int64_t* result) {
    return tk::guarded([&] { *result = handle->storage_offset(); });
}

TK_EXPORT int32_t tk_is_contiguous(Handle handle, int32_t* result) {
    return tk::guarded([&] { *result = handle->is_contiguous(); });
}

// The first element's address; null for a tensor without memory.
TK_EXPORT int32_t tk_data(Handle handle, void** address) {
    return tk::guarded([&] { *address = tk::borrow(handle).data_ptr(); });
}

// A tensor over the caller's memory, which must live until libtorch calls freed(context).
TK_EXPORT int32_t tk_from_blob(void* data, const int64_t* sizes, int32_t dims, int32_t dtype,
                               void (*freed)(void*), void* context, Handle* result) {
    return tk::guarded([&] {
        const at::IntArrayRef shape(sizes, dims);
        const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        *result = tk::release(at::from_blob(data, shape, [=](void*) { freed(context); }, options));
    });
}
