// The one entry point for every ATen operator: look it up once by its schema name, call it through the dispatcher.
// Autograd, views and in-place semantics come with the dispatcher.
#include "values.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>

namespace tk {

namespace {

using Operator = c10::OperatorHandle;

c10::IValue defaultOf(const c10::Argument& argument, const c10::FunctionSchema& schema) {
    TORCH_CHECK(argument.default_value().has_value(),
                schema.name(), ": argument '", argument.name(), "' is missing; the schema is ", schema);
    return *argument.default_value();
}

void pushArguments(torch::jit::Stack& stack, const c10::FunctionSchema& schema, const Value* arguments, size_t count) {
    const auto& expected = schema.arguments();
    TORCH_CHECK(count <= expected.size(),
                schema.name(), " takes ", expected.size(), " arguments, but got ", count, "; the schema is ", schema);
    stack.reserve(expected.size());
    for (size_t i = 0; i < count; ++i) stack.push_back(toIValue(arguments[i]));
    for (size_t i = count; i < expected.size(); ++i) stack.push_back(defaultOf(expected[i], schema));
}

}  // namespace

}  // namespace tk

// name is "aten::add", overload "Tensor" or "". The result is valid until the process ends; null is an error.
TK_EXPORT const tk::Operator* tk_find(const char* name, const char* overload) {
    const tk::Operator* found = nullptr;
    tk::guarded([&] { found = new tk::Operator(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); });
    return found;
}

// Arguments left out at the end take the schema's defaults. Up to `capacity` results are handed over; others are dropped.
TK_EXPORT int32_t tk_call(const tk::Operator* op, const tk::Value* arguments, int32_t count, tk::Value* results, int32_t capacity) {
    return tk::guarded([&] {
        torch::jit::Stack stack;
        tk::pushArguments(stack, op->schema(), arguments, count);
        op->callBoxed(&stack);
        const auto kept = std::min<size_t>(stack.size(), capacity);
        for (size_t i = 0; i < kept; ++i) results[i] = tk::fromIValue(stack[i]);
    });
}
