using TorchSharp.Modules;

namespace Toolkit.Networks;

/// <summary>
/// Layers that learn at one rate: discriminative fine-tuning (Howard and Ruder 2018, ULMFiT) gives a group near
/// the input a smaller rate than one near the output.
/// </summary>
/// <param name="Name">Name of the group's first module, such as <c>layer1</c>.</param>
/// <param name="Parameters">The group's parameters with their full names, in the network's order.</param>
public sealed record LayerGroup(string Name, IReadOnlyList<(string Name, Parameter Parameter)> Parameters);
