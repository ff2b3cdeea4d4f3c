using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                return Move(child => child._to(device, dtype, non_blocking), dtype, device);
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Move(child => child._to(deviceType, deviceIndex, non_blocking), null, new Device(deviceType, deviceIndex));

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                return Move(child => child._to(dtype, non_blocking), dtype, null);
            }

            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            /// <summary>Moves the tensors in place: the Parameter objects, and an optimizer that holds them, stay valid.</summary>
            private Module Move(Action<Module> moveChild, ScalarType? dtype, Device? device)
            {
                foreach (var (_, child) in named_children()) moveChild(child);
                foreach (var parameter in _ownParameters.Values)
                {
                    MoveData(parameter, dtype, device);
                    using var gradient = parameter.grad;
                    if (gradient is not null) MoveData(gradient, dtype, device);
                }
                foreach (var (tensor, _) in _ownBuffers.Values) MoveData(tensor, dtype, device);
                return this;
            }

            private static void MoveData(Tensor tensor, ScalarType? dtype, Device? device)
            {
                var type = tensor.is_floating_point() || tensor.is_complex() ? dtype ?? tensor.dtype : tensor.dtype;
                var place = device ?? tensor.device;
                if (type == tensor.dtype && place.type == tensor.device_type && (place.index < 0 || place.index == tensor.device_index))
                    return;
                using var noGradient = no_grad();
                using var moved = Aten.Call("to.device", tensor, place, type);
                Aten.Run("set_data", tensor, moved);
            }

            private static void RequireFloatingPoint(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got {dtype}");
            }
        }
    }
}

public static class ModuleExtensionMethods
{
    /// <summary>Converts the floating-point parameters and buffers of a module and its submodules; integers stay as they are.</summary>
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module =>
        (T)module._to(type, non_blocking);

    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : nn.Module =>
        (T)module._to(device, type, non_blocking);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        (T)module._to(deviceType, deviceIndex, non_blocking);

    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module =>
        (T)module._to(device.type, device.index, non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module =>
        module.to(new Device(device), non_blocking);

    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : nn.Module =>
        (T)module._to(other, non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module => module.to(DeviceType.CPU, -1, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        module.to(DeviceType.CUDA, deviceIndex, non_blocking);

    public static T half<T>(this T module, bool non_blocking = false) where T : nn.Module =>
        module.to(ScalarType.Float16, non_blocking);

    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : nn.Module =>
        module.to(ScalarType.BFloat16, non_blocking);

    public static T @float<T>(this T module, bool non_blocking = false) where T : nn.Module =>
        module.to(ScalarType.Float32, non_blocking);

    public static T @double<T>(this T module, bool non_blocking = false) where T : nn.Module =>
        module.to(ScalarType.Float64, non_blocking);
}
