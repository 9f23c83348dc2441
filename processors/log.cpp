#include "core/log_subject.hpp"
#include "processors/log_line.hpp"
#include "processors/registry.hpp"

#include <memory>

#include <spdlog/spdlog.h>

namespace mostik::processors {

namespace {

struct LogSettings {
    std::string format = "text";
    std::int64_t max_length = 200;
};

const core::Section<LogSettings>& log_section() {
    static const auto section =
        core::Section<LogSettings>{}
            .key("format", &LogSettings::format,
                 {.help = "How a line is written: `text` as key=value pairs, `json` as one object.",
                  .one_of = {"text", "json"}})
            .key("max_length", &LogSettings::max_length,
                 {.help = "Characters of a message's text that are shown; the rest becomes an ellipsis.",
                  .min = 1,
                  .max = 100'000});
    return section;
}

/// One line per event, through the logger "events": where the lines go is the program's choice.
class Log final : public Processor {
  public:
    explicit Log(const LogSettings& settings)
        : format_(settings.format == "json" ? LogFormat::json : LogFormat::text),
          max_text_(static_cast<std::size_t>(settings.max_length)) {}

    Verdict process(const core::Event& event, storage::UnitOfWork&, const Context&) override {
        const std::shared_ptr<spdlog::logger> own = spdlog::get("events");
        spdlog::logger& logger = own ? *own : *spdlog::default_logger_raw();
        if (!logger.should_log(spdlog::level::info)) return Verdict::pass_on;
        const core::LogSubject subject{std::nullopt, core::id_of(event), std::nullopt};
        const core::LineSubject mark(subject, 0);  // the line has it as a field
        logger.log(spdlog::level::info, spdlog::string_view_t(log_line(event, format_, max_text_)));
        return Verdict::pass_on;
    }

  private:
    LogFormat format_;
    std::size_t max_text_;
};

}  // namespace

ProcessorType log_type() {
    return {.name = "log",
            .help = "Writes one line per event to the log.",
            .takes_history = true,
            .keys = log_section().keys(),
            .build = [](const core::ConfigNode& node, const Ingredients&,
                        core::Diagnostics& out) -> std::unique_ptr<Processor> {
                LogSettings settings;
                log_section().read_into(settings, node, out);
                return std::make_unique<Log>(settings);
            }};
}

}  // namespace mostik::processors
