// The values that cross the boundary, and the rules of it: a function that can fail returns 0 for success and 1 for
// an error, whose text tk_error returns to the same thread. No exception leaves this library.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <cstdint>
#include <string>

#define TK_EXPORT extern "C" __attribute__((visibility("default")))

namespace tk {

// Keep the numbers equal to ValueKind in Compat/TorchSharp/Interop/Value.cs.
enum class Kind : int32_t {
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    BoolList = 7,
    TensorList = 8,
    OptionalTensorList = 9,
    String = 10,
    Device = 11,
    Generator = 12,
};

// A tensor's handle is its TensorImpl with one reference owned by the holder; null is the undefined tensor.
using Handle = c10::TensorImpl*;

struct Value {
    Kind kind;
    int32_t length;  // elements of a list, bytes of a string; a device's index
    union {
        int64_t integer;  // Int, Bool; a device's type
        double real;
        const void* data;  // int64_t[], double[], uint8_t[], Handle[], char[]; Handle; at::Generator*
    };
};
static_assert(sizeof(Value) == 16, "the managed side lays it out in 16 bytes");

at::Tensor borrow(Handle handle);
Handle release(at::Tensor tensor);

c10::IValue toIValue(const Value& value);

// A list's memory is malloc'ed, and freed by the caller with tk_free.
Value fromIValue(const c10::IValue& value);

void setError(std::string text);
void setError(const std::exception& error);

// Runs body and turns an exception into an error text.
template <class Body>
int32_t guarded(Body body) noexcept {
    try {
        body();
        return 0;
    } catch (const std::exception& error) {
        setError(error);
    } catch (...) {
        setError("unknown error in libtorch");
    }
    return 1;
}

}  // namespace tk
