#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::core {

/// Where something stands in a configuration file; counted from 1, 0: nowhere in particular.
struct Mark {
    int line = 0;
    int column = 0;
};

struct Problem {
    enum class Severity { error, warning };
    Severity severity = Severity::error;
    Mark mark;
    std::string text;  ///< what is wrong; what was expected; did you mean …
};

/// Collects every problem of a configuration, so that all are shown at once.
class Diagnostics {
  public:
    explicit Diagnostics(std::string file_name) : file_name_(std::move(file_name)) {}

    void error(Mark mark, std::string text);
    void warning(Mark mark, std::string text);
    bool has_errors() const;
    const std::vector<Problem>& problems() const { return problems_; }

    /// "config.yaml:12:5: error: …", one a line, by place in the file.
    std::string to_string() const;

  private:
    std::string file_name_;
    std::vector<Problem> problems_;
};

/// A piece of the configuration file with its place in it. Plain data: the YAML library stays behind
/// parse_config(). In scalars "${NAME}", "${NAME_FILE}" (the contents of the file that the variable names,
/// less trailing newlines) and "${NAME:-default}" are replaced already; "$$" is a dollar sign.
struct ConfigNode {
    enum class Kind { null, scalar, list, map };
    Kind kind = Kind::null;
    Mark mark;
    std::string scalar;
    bool quoted = false;            ///< a quoted scalar is text, whatever it looks like
    std::string unset_variable;     ///< names an environment variable that has no value and no default; the
                                    ///< scalar is empty then, and reading it as a value is an error
    std::vector<ConfigNode> items;  ///< of a list
    std::vector<std::pair<ConfigNode, ConfigNode>> entries;  ///< of a map, in the file's order; keys are unique

    /// The value under `key`, or nullptr.
    const ConfigNode* find(std::string_view key) const;
};

/// Reads YAML text. Syntax errors, duplicate keys, anchors' surprises and depth beyond 64 are reported; the
/// node is then what could be read (null after a syntax error).
ConfigNode parse_config(std::string_view text, Diagnostics& diagnostics);

/// The nearest of `candidates` to a mistyped `word`, or empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace mostik::core
