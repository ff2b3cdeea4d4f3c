using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device, as "[2x3], type = Float32, device = cpu"; a scalar's value too.</summary>
        public override string ToString()
        {
            if (IsInvalid) return "";
            var text = $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
            return Dimensions == 0 && !is_complex() ? $"{text}, value = {ScalarText()}" : text;
        }

        private string ScalarText()
        {
            var value = ToScalar();
            return dtype == ScalarType.Bool ? value.ToBoolean().ToString() :
                is_integral() ? value.Integer.ToString(CultureInfo.InvariantCulture) :
                value.ToSingle().ToString(CultureInfo.InvariantCulture);
        }
    }
}
