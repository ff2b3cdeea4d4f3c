namespace TorchSharp;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static Device CPU = new(DeviceType.CPU);

    /// <summary>The first CUDA device.</summary>
    public static Device CUDA { get; } = new(DeviceType.CUDA, 0);

    /// <summary>Tensors there have a shape and a type, but no memory.</summary>
    public static Device META = new(DeviceType.META);

    /// <summary>Where a tensor lives. Two devices are compared by <see cref="type"/> and <see cref="index"/>, not by reference.</summary>
    public class Device
    {
        /// <summary>The number among devices of the type; -1 for the current or only one.</summary>
        public int index { get; }

        public DeviceType type { get; }

        /// <param name="description">"cpu", "cuda" or "cuda:1".</param>
        /// <exception cref="ArgumentException">No such type, or the index is not a number from 0.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = ParseType(parts[0]);
            index = parts.Length switch
            {
                1 => type == DeviceType.CPU ? -1 : 0,
                2 when int.TryParse(parts[1], out var number) && number >= 0 => number,
                _ => throw new ArgumentException(
                    $"'{description}' is no device; write for example cpu, cuda or cuda:1.", nameof(description)),
            };
        }

        public Device(string deviceType, int index = -1) : this(ParseType(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>The CUDA device with a number.</summary>
        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public static implicit operator Device(string description) => new(description);

        /// <summary>"cpu", "cuda:0".</summary>
        public override string ToString() =>
            type == DeviceType.CPU || index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";

        private static DeviceType ParseType(string name) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "mps" => DeviceType.MPS,
            "meta" => DeviceType.META,
            _ => throw new ArgumentException($"'{name}' is no device type; there are cpu, cuda, mps and meta.", nameof(name)),
        };
    }
}
