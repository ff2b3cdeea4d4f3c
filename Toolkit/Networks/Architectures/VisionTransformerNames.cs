using System.Text.RegularExpressions;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// The names that published checkpoints of vision transformers use in the place of torchvision's present ones: those of DeiT's authors
/// and of timm (<c>blocks.0.attn.qkv.weight</c>), and those of torchvision's first releases (<c>mlp.linear_1.weight</c>).
/// </summary>
internal static class VisionTransformerNames
{
    private static readonly (Regex Published, string Ours)[] Rules =
    [
        (new(@"^cls_token$"), "class_token"),
        (new(@"^pos_embed$"), "encoder.pos_embedding"),
        (new(@"^patch_embed\.proj\."), "conv_proj."),
        (new(@"^blocks\.(\d+)\."), "encoder.layers.encoder_layer_$1."),
        (new(@"^norm\."), "encoder.ln."),
        (new(@"^head\."), "heads.head."),
        (new(@"\.norm([12])\."), ".ln_$1."),
        (new(@"\.attn\.qkv\."), ".self_attention.in_proj_"),
        (new(@"\.attn\.proj\."), ".self_attention.out_proj."),
        (new(@"\.mlp\.(fc1|linear_1)\."), ".mlp.0."),
        (new(@"\.mlp\.(fc2|linear_2)\."), ".mlp.3."),
    ];

    /// <summary>The network's name of a parameter; names that no rule is for come back as they are.</summary>
    public static string Translate(string checkpointName) =>
        Rules.Aggregate(checkpointName, (name, rule) => rule.Published.Replace(name, rule.Ours));
}
