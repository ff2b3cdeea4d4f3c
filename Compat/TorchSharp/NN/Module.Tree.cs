using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() =>
                _submodules.Select(child => (child.Key, child.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>All submodules with their dotted names, this module left out: the children first, then each child's own.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children()) yield return child;
                foreach (var (childName, child) in named_children())
                    foreach (var (innerName, module) in child.named_modules())
                        yield return ($"{childName}.{innerName}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(item => item.module);

            /// <summary>The parameters with their dotted names, own ones first; a parameter that is shared comes once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var inner = (recurse ? named_children() : []).SelectMany(
                    child => child.module.named_parameters(),
                    (child, item) => (name: $"{child.name}.{item.name}", item.parameter));
                return _ownParameters.Select(own => (name: own.Key, parameter: own.Value)).Concat(inner)
                    .DistinctBy(item => item.parameter, ReferenceEqualityComparer.Instance);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(item => item.parameter);

            /// <summary>The buffers with their dotted names, own ones first; a buffer that is shared comes once.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var own = _ownBuffers.Where(item => include_nonpersistent || item.Value.persistent);
                var inner = (recurse ? named_children() : []).SelectMany(
                    child => child.module.named_buffers(true, include_nonpersistent),
                    (child, item) => (name: $"{child.name}.{item.name}", item.buffer));
                return own.Select(item => (name: item.Key, buffer: item.Value.tensor)).Concat(inner)
                    .DistinctBy(item => item.buffer, ReferenceEqualityComparer.Instance);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(item => item.buffer);

            /// <summary>The parameter of a dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target)
            {
                var (owner, own) = Resolve(target);
                return owner?.OwnParameter(own);
            }

            /// <summary>The buffer of a dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target)
            {
                var (owner, own) = Resolve(target);
                return owner?.OwnBuffer(own);
            }

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            private (Module? owner, string name) Resolve(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                var path = target.Split('.');
                var owner = this;
                foreach (var step in path[..^1])
                {
                    owner = owner._submodules.GetValueOrDefault(step);
                    if (owner is null) break;
                }
                return (owner, path[^1]);
            }
        }
    }
}
