#include "values.h"

#include <ATen/core/Generator.h>
#include <c10/util/Exception.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace tk {

namespace {

thread_local std::string lastError;

template <class T>
c10::ArrayRef<T> elements(const Value& value) {
    return {static_cast<const T*>(value.data), static_cast<size_t>(value.length)};
}

c10::IValue tensorList(const Value& value) {
    c10::List<at::Tensor> list;
    list.reserve(value.length);
    for (Handle handle : elements<Handle>(value)) list.push_back(borrow(handle));
    return list;
}

// libtorch's own optional before 2.1, the standard's since.
using OptionalTensor = decltype(std::declval<c10::IValue>().toOptional<at::Tensor>());

c10::IValue optionalTensorList(const Value& value) {
    c10::List<OptionalTensor> list;
    list.reserve(value.length);
    for (Handle handle : elements<Handle>(value)) {
        list.push_back(handle ? OptionalTensor(borrow(handle)) : OptionalTensor());
    }
    return list;
}

c10::IValue boolList(const Value& value) {
    c10::List<bool> list;
    for (uint8_t element : elements<uint8_t>(value)) list.push_back(element != 0);
    return list;
}

Value makeList(Kind kind, const void* source, size_t count, size_t elementSize) {
    void* copy = std::malloc(count * elementSize + 1);
    if (!copy) throw std::bad_alloc();
    if (count) std::memcpy(copy, source, count * elementSize);
    Value value{kind, static_cast<int32_t>(count), {0}};
    value.data = copy;
    return value;
}

Value fromTensorList(const std::vector<at::Tensor>& tensors) {
    Value list = makeList(Kind::TensorList, tensors.data(), tensors.size(), sizeof(Handle));
    auto* handles = static_cast<Handle*>(const_cast<void*>(list.data));
    for (size_t i = 0; i < tensors.size(); ++i) handles[i] = release(tensors[i]);
    return list;
}

}  // namespace

at::Tensor borrow(Handle handle) {
    if (!handle) return at::Tensor();
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(handle));
}

Handle release(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

c10::IValue toIValue(const Value& value) {
    switch (value.kind) {
        case Kind::None: return c10::IValue();
        case Kind::Tensor: return borrow(static_cast<Handle>(const_cast<void*>(value.data)));
        case Kind::Int: return value.integer;
        case Kind::Double: return value.real;
        case Kind::Bool: return value.integer != 0;
        case Kind::IntList: return elements<int64_t>(value);
        case Kind::DoubleList: return elements<double>(value);
        case Kind::BoolList: return boolList(value);
        case Kind::TensorList: return tensorList(value);
        case Kind::OptionalTensorList: return optionalTensorList(value);
        case Kind::String: return std::string(static_cast<const char*>(value.data), value.length);
        case Kind::Device:
            return c10::Device(static_cast<c10::DeviceType>(value.integer), static_cast<c10::DeviceIndex>(value.length));
        case Kind::Generator: return *static_cast<const at::Generator*>(value.data);
    }
    TORCH_CHECK(false, "an argument has the unknown kind ", static_cast<int32_t>(value.kind));
}

Value fromIValue(const c10::IValue& value) {
    Value result{Kind::None, 0, {0}};
    if (value.isTensor()) {
        result.kind = Kind::Tensor;
        result.data = release(value.toTensor());
    } else if (value.isInt()) {
        result.kind = Kind::Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.kind = Kind::Double;
        result.real = value.toDouble();
    } else if (value.isBool()) {
        result.kind = Kind::Bool;
        result.integer = value.toBool();
    } else if (value.isTensorList()) {
        return fromTensorList(value.toTensorVector());
    } else if (value.isIntList()) {
        const auto list = value.toIntVector();
        return makeList(Kind::IntList, list.data(), list.size(), sizeof(int64_t));
    } else {
        TORCH_CHECK(value.isNone(), "results of type ", value.tagKind(), " are not supported");
    }
    return result;
}

void setError(std::string text) { lastError = std::move(text); }

void setError(const std::exception& error) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    lastError = torchError ? torchError->what_without_backtrace() : error.what();
}

}  // namespace tk

TK_EXPORT const char* tk_error() { return tk::lastError.c_str(); }

TK_EXPORT void tk_free(void* memory) { std::free(memory); }
