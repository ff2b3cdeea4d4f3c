using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimizers share: groups, states, and the frame of a step.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults = new();

    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    public OptimizerHelper() { }

    public override IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            using var gradient = parameter.grad;
            gradient?.zero_();
        }
    }

    /// <summary>Moves the state of every parameter to a device.</summary>
    public void to(Device device)
    {
        foreach (var state in _states.Values) state.to(device);
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            var first = dictionary.State.Count;
            dictionary.Options.Add(group.Options);
            dictionary.State.AddRange(group.Parameters.Select(StateOf));
            dictionary.StateIndexRef.Add([.. Enumerable.Range(first, dictionary.State.Count - first)]);
        }
        return dictionary;
    }

    /// <summary>Copies options and states from the dictionary of an optimizer with as many groups and parameters.</summary>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        RequireSameCounts(own, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (target, source) in own.Options.Zip(state_dict.Options).Where(pair => pair.First != pair.Second))
            target.LoadStateDict(source);
        foreach (var (target, source) in own.State.Zip(state_dict.State).Where(pair => pair.First != pair.Second))
            target.LoadStateDict(source);
    }

    /// <summary>Runs <paramref name="body"/> for each group, gradients not recorded and temporary tensors disposed.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        var loss = CallRecorded(loss_closure);
        using var noGradient = no_grad();
        using var temporaries = NewDisposeScope();
        foreach (var group in _parameter_groups) body((T)group);
        return loss;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in _states.Values) (state as IDisposable)?.Dispose();
        _states.Clear();
    }

    private protected OptimizerState StateOf(Parameter parameter) => _states[parameter];

    /// <summary>Adds a group whose options are complete, with a fresh state for each of its parameters.</summary>
    private protected void AddGroup(ParamGroup group, Func<Parameter, OptimizerState> newState)
    {
        group.Parameters = group.Parameters.ToList();
        group.InitialLearningRate = group.LearningRate;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = newState(parameter);
            state.Initialize(group.Options);
            _states[parameter] = state;
        }
    }

    /// <summary>The parameters of a group that have gradients, with their states. The gradients end with the step's scope.</summary>
    private protected IEnumerable<(Parameter parameter, Tensor gradient, TState state)> Gradients<TState>(ParamGroup group)
        where TState : OptimizerState
    {
        foreach (var parameter in group.Parameters)
            if (parameter.grad is { } gradient) yield return (parameter, gradient, (TState)StateOf(parameter));
    }

    private static Tensor? CallRecorded(Func<Tensor>? closure)
    {
        if (closure is null) return null;
        using var recording = enable_grad();
        return closure();
    }

    private static void RequireSameCounts(StateDictionary own, int groups, int states)
    {
        if (groups != own.Options.Count)
            throw new ArgumentException($"Invalid optimizer state: expected {own.Options.Count} parameter groups, got {groups}.");
        if (states != own.State.Count)
            throw new ArgumentException($"Invalid optimizer state: expected {own.State.Count} states, got {states}.");
    }
}
