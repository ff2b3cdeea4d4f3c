using System.ComponentModel.DataAnnotations;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>Where models lie; the section <c>Model</c> of the settings.</summary>
internal sealed class ModelOptions
{
    /// <summary>The folder of what this program writes: models and corrections.</summary>
    [Required]
    public string Folder { get; set; } = "web-data";

    /// <summary>
    /// A model to begin with, as <c>toolkit train</c> makes it; null: the program trains one. Those that learn on from it lie in
    /// <see cref="Folder"/>, and go before it.
    /// </summary>
    public string? File { get; set; }
}
