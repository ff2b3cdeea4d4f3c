namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// The tensors that make up the module's state, not copies of them: all parameters, then all persistent buffers,
            /// under their dotted names, after <paramref name="prefix"/> and a dot if one is given.
            /// </summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string own) => string.IsNullOrEmpty(prefix) ? own : $"{prefix}.{own}";
                foreach (var (own, parameter) in named_parameters()) destination.TryAdd(Key(own), parameter);
                foreach (var (own, buffer) in named_buffers(include_nonpersistent: false)) destination.TryAdd(Key(own), buffer);
                foreach (var (own, child) in named_children()) child.state_dict(destination, Key(own));
                return destination;
            }

            /// <summary>
            /// Copies tensors of the same names into this module's parameters and buffers, converting element type and device.
            /// Returns the names that were missing from <paramref name="source"/> and those the module has no place for.
            /// </summary>
            /// <param name="source">Tensors by dotted name.</param>
            /// <param name="strict">Throw when a name is missing or unexpected.</param>
            /// <param name="skip">Names to leave alone, on either side.</param>
            /// <exception cref="InvalidOperationException">Names differ (when strict), or shapes do. Nothing is changed then.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                var skipped = new HashSet<string>(skip ?? []);
                var unexpected = source.Keys.Where(key => !skipped.Contains(key) && !destination.ContainsKey(key)).ToList();
                var missing = destination.Keys.Where(key => !skipped.Contains(key) && !source.ContainsKey(key)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary. " +
                        $"Missing: {List(missing)}; unexpected: {List(unexpected)}.");

                var matching = source.Keys.Where(key => !skipped.Contains(key) && destination.ContainsKey(key)).ToList();
                foreach (var key in matching) RequireSameShape(key, destination[key], source[key]);
                using var noGradient = no_grad();
                foreach (var key in matching) destination[key].copy_(source[key]);
                return (missing, unexpected);
            }

            private static string List(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

            private static string List(List<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

            private static void RequireSameShape(string key, Tensor target, Tensor source)
            {
                if (!target.shape.SequenceEqual(source.shape))
                    throw new InvalidOperationException($"{key} has shape {List(target)}, but the tensor to load has {List(source)}.");
            }
        }
    }
}
