"""The draw of a round: who gets a stall, recomputable by anyone from the public record."""
