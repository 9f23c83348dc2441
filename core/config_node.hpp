#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::core {

/// Where something stands in a configuration file; counted from 1 in lines and characters (not bytes), 0:
/// nowhere in particular.
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

    /// The same problem in the same place counts once (an alias is read wherever it is used).
    void error(Mark mark, std::string text);
    void warning(Mark mark, std::string text);
    bool has_errors() const;
    const std::vector<Problem>& problems() const { return problems_; }

    /// "config.yaml:12:5: error: …", one a line, by place in the file.
    std::string to_string() const;

  private:
    void add(Problem problem);

    std::string file_name_;
    std::vector<Problem> problems_;
};

/// A piece of the configuration file with its place in it. Plain data: the YAML library stays behind
/// parse_config(). In scalars "${NAME}", "${NAME_FILE}" (the contents of the file that the variable names,
/// less trailing newlines) and "${NAME:-default}" (also when the variable is empty) are replaced already;
/// "$$" is a dollar sign. An unquoted scalar that is empty after that is null, as if nothing had been
/// written.
struct ConfigNode {
    enum class Kind { null, scalar, list, map };

    // Out of line: the pairs below hold what is not complete here.
    ConfigNode();
    ~ConfigNode();
    ConfigNode(const ConfigNode&);
    ConfigNode(ConfigNode&&) noexcept;
    ConfigNode& operator=(const ConfigNode&);
    ConfigNode& operator=(ConfigNode&&) noexcept;

    Kind kind = Kind::null;
    Mark mark;  ///< a null's, and an indented list's or map's, is that of its key
    std::string scalar;
    std::string written;         ///< a scalar with variables in it, as it stands in the file; else empty.
                                 ///< Problems quote this, because variables may hold secrets
    bool quoted = false;         ///< a quoted scalar is never null
    std::string unset_variable;  ///< names an environment variable that has no value and no default; the
                                 ///< scalar is empty then, and reading it as a value is an error
    std::string
        unreadable_file;  ///< not empty: `unset_variable` is set, but the file that it names cannot be read
    std::vector<ConfigNode> items;  ///< of a list
    std::vector<std::pair<ConfigNode, ConfigNode>>
        entries;  ///< of a map, in the file's order; keys are unique

    /// The value under `key`, or nullptr.
    const ConfigNode* find(std::string_view key) const;

    /// The same values, wherever they stand, however they are quoted and in whatever order a map has them.
    bool operator==(const ConfigNode& other) const;
};

/// Reads YAML text (UTF-8, one document, at most 1 MiB). Aliases and merge keys ("<<") are followed; keys
/// that a map has itself win over merged ones. Syntax errors, duplicate keys, anchors' surprises, depth
/// beyond 64 and more than 50 000 values after all aliases are followed are reported; the node is then what
/// could be read (null after a syntax error). Reads environment variables: not beside a thread that changes
/// them.
ConfigNode parse_config(std::string_view text, Diagnostics& diagnostics);

/// A piece of the file as problems quote it: in double quotes, on one line, at most about 40 characters, with
/// passwords in addresses and what looks like a token cut out. (Call it as core::quoted: std::quoted is found
/// too.)
std::string quoted(std::string_view text);
/// The same for a value; variables stay as they are written. "a list", "a map" and "nothing" for the other
/// kinds.
std::string quoted(const ConfigNode& node);

/// The nearest of `candidates` to a mistyped `word`, or empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "one, two, three".
std::string listed(const std::vector<std::string>& words);

}  // namespace mostik::core
