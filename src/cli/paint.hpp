#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::cli {

enum class Tint { plain, strong, quiet, good, warning, bad, busy };

/// What the terminal can show. Elsewhere there is neither colour nor any sign beyond ASCII that a log would garble.
struct Paint {
    bool colours = false;
    bool unicode = false;

    std::string operator()(std::string_view text, Tint tint) const;
    /// The sign, or what stands for it in ASCII.
    std::string_view sign(std::string_view fine, std::string_view ascii) const { return unicode ? fine : ascii; }
};

using Environment = std::function<std::optional<std::string>(std::string_view)>;

/// NO_COLOR (with any value) and TERM=dumb forbid colour; the locale decides about signs.
Paint paint_for(bool terminal, const Environment& environment);
bool can_redraw(bool terminal, const Environment& environment);

/// How many columns text takes on a terminal.
int width_of(std::string_view text);

/// A line put together from tinted pieces and cut to a width as a whole.
class Line {
public:
    Line& add(std::string_view text, Tint tint = Tint::plain);
    /// Fills with blanks up to a column.
    Line& to_column(int column);
    int width() const { return width_; }
    /// At most `columns` wide; what is cut off ends in an ellipsis.
    std::string fit(int columns, const Paint& paint) const;

private:
    struct Piece {
        std::string text;
        Tint tint;
    };
    std::vector<Piece> pieces_;
    int width_ = 0;
};

/// Text from elsewhere as one harmless line: no control characters, no escape sequences.
std::string harmless(std::string_view text);

}  // namespace aloft::cli
