#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace aloft {

/// What the person sits at.
class Terminal {
public:
    virtual ~Terminal() = default;
    virtual bool output_is_terminal() const = 0;
    virtual bool input_is_terminal() const = 0;
    virtual int columns() const = 0;
    virtual int rows() const = 0;
    virtual void write_output(std::string_view text) = 0;  ///< standard output: what was asked for
    virtual void write_error(std::string_view text) = 0;   ///< standard error: what is said to the person
    virtual std::optional<std::string> read_line() = 0;    ///< nothing at the end of input
};

class PosixTerminal final : public Terminal {
public:
    bool output_is_terminal() const override;
    bool input_is_terminal() const override;
    int columns() const override;
    int rows() const override;
    void write_output(std::string_view text) override;
    void write_error(std::string_view text) override;
    std::optional<std::string> read_line() override;

    /// Whether all that was written to standard output has arrived. A reader that has gone away wants no more, and is none.
    Result<void> output_arrived() const;

private:
    int output_mistake_ = 0;  ///< of the first write that failed, as in errno
};

}  // namespace aloft
