using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A named tree of parameters, buffers and submodules. A class derived from it lists its parts as fields and calls
        /// <see cref="RegisterComponents"/> at the end of its constructor.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private readonly OrderedDictionary<string, Parameter> _ownParameters = [];
            private readonly OrderedDictionary<string, (Tensor tensor, bool persistent)> _ownBuffers = [];
            private bool _componentsRegistered;
            private bool _training = true;

            protected string name;

            protected Module(string name) => this.name = name;

            /// <summary>The name the module was constructed with.</summary>
            public virtual string GetName() => name;

            /// <summary>True until <see cref="eval"/> or <c>train(false)</c>: dropout drops, batch normalisation uses the batch.</summary>
            public virtual bool training => _training;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, child) in named_children()) child.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Calls <paramref name="fn"/> on every submodule, children before parents, and last on this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in named_children()) child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>
            /// Forgets the gradients of all parameters, or sets them to zero when <paramref name="set_to_none"/> is false.
            /// </summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else gradient.zero_();
                }
            }

            /// <summary>
            /// Registers every field that holds a module, a parameter or a tensor (as a persistent buffer), in the order of
            /// declaration, under the field's name or the name given by <see cref="ComponentNameAttribute"/>.
            /// Names that are taken already are left alone. A second call does nothing.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered) return;
                _componentsRegistered = true;
                foreach (var field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                    RegisterField(field.ComponentName(), field.GetValue(this));
            }

            private void RegisterField(string fieldName, object? value)
            {
                if (_submodules.ContainsKey(fieldName) || _ownParameters.ContainsKey(fieldName) || _ownBuffers.ContainsKey(fieldName))
                    return;
                switch (value)
                {
                    case Module module: register_module(fieldName, module); break;
                    case Parameter parameter: register_parameter(fieldName, parameter); break;
                    case Tensor tensor: register_buffer(fieldName, tensor); break;
                }
            }

            /// <summary>Adds a submodule. A null <paramref name="submodule"/> removes the one of that name.</summary>
            /// <exception cref="ArgumentException">The name is empty or has a dot in it.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null)
                {
                    _submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("module name can't be empty string \"\"");
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (_submodules.ContainsKey(name)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _submodules.Add(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Adds a parameter; the module owns it from then on, whatever dispose scope it was made in.</summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null) throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!_ownParameters.TryAdd(name, param)) throw new InvalidOperationException($"Parameter {name} is already registered.");
                param.DetachFromDisposeScope();
            }

            /// <summary>
            /// Adds a buffer; the module owns it from then on. A buffer that is not persistent is left out of the state
            /// dictionary.
            /// </summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null) throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!_ownBuffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                tensor.DetachFromDisposeScope();
            }

            /// <summary>Sets or replaces a parameter; a null <paramref name="value"/> removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                if (value is null) _ownParameters.Remove(name);
                else
                {
                    var parameter = value as Parameter ?? new Parameter(value, requires_grad: true);
                    parameter.DetachFromDisposeScope();
                    _ownParameters[name] = parameter;
                }
            }

            /// <summary>Sets or replaces a buffer; a null <paramref name="value"/> removes it.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) _ownBuffers.Remove(name);
                else
                {
                    value.DetachFromDisposeScope();
                    _ownBuffers[name] = (value, persistent);
                }
            }

            protected void ClearModules() => _submodules.Clear();

            internal Parameter? OwnParameter(string name) => _ownParameters.GetValueOrDefault(name);

            internal Tensor? OwnBuffer(string name) => _ownBuffers.GetValueOrDefault(name).tensor;

            internal void SetParameter(string name, Parameter? value) =>
                ConditionallyRegisterParameter(name, value ?? throw CannotBeNull(name));

            internal void SetBuffer(string name, Tensor? value) =>
                ConditionallyRegisterBuffer(name, value ?? throw CannotBeNull(name));

            private static ArgumentNullException CannotBeNull(string name) => new(name, $"{name} cannot be set to 'null'");

            /// <summary>Disposes the parameters and buffers of this module and of all its submodules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (tensor, _) in _ownBuffers.Values) tensor.Dispose();
                foreach (var parameter in _ownParameters.Values) parameter.Dispose();
                foreach (var child in _submodules.Values) child.Dispose();
            }
        }
    }
}

public static class FieldInfoExtensionMethods
{
    /// <summary>The name that <c>RegisterComponents</c> gives to a field: the attribute's, else the field's own.</summary>
    public static string ComponentName(this FieldInfo field) => field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
}
