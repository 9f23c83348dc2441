#include "processors/registry.hpp"

#include <algorithm>
#include <memory>

namespace mostik::processors {

namespace {

/// Once for each reference, however often it is handed in.
class Notify final : public Processor {
  public:
    Verdict process(const core::Event& event, storage::UnitOfWork& unit, const Context& context) override {
        const auto* const notification = std::get_if<core::Notification>(&event.body);
        if (notification == nullptr) return Verdict::pass_on;
        if (unit.notifications().find(notification->reference)) return Verdict::pass_on;
        enqueue(event, *notification, unit, context.now);
        return Verdict::pass_on;
    }

  private:
    static void enqueue(const core::Event& event, const core::Notification& notification,
                        storage::UnitOfWork& unit, core::Time now) {
        std::vector<storage::NotificationFile> files;
        for (const core::Enclosure& file : notification.files) {
            files.push_back({file.name, file.mime_type, file.content});
        }
        const storage::NotificationId id = unit.notifications().add({.reference = notification.reference,
                                                                     .fingerprint = notification.fingerprint,
                                                                     .source = notification.source,
                                                                     .accepted_at = now},
                                                                    files);
        storage::OutboxDraft draft{.caused_at = event.happened_at,
                                   .priority = notification.priority,
                                   .message = notification.message,
                                   .not_before = notification.not_before,
                                   .not_after = notification.not_after,
                                   .notification = id};
        draft.message.files = files_of(event, notification, id);
        for (const core::Address& to : notification.to) {
            draft.to = to;
            draft.dedupe_key = event.type + ":" + notification.reference + ":notify:" + core::to_string(to);
            unit.outbox().enqueue(draft, now);
        }
    }

    static std::vector<core::File> files_of(const core::Event& event, const core::Notification& notification,
                                            storage::NotificationId id) {
        std::vector<core::File> files;
        for (const core::Enclosure& file : notification.files) {
            files.push_back({.post = {event.messenger, "", std::to_string(id)},
                             .id = std::to_string(files.size()),
                             .name = file.name,
                             .mime_type = file.mime_type,
                             .size = static_cast<std::int64_t>(file.content.size()),
                             .kind = kind_of(file.mime_type)});
        }
        return files;
    }

    /// Telegram refuses as photos what it does not know as pictures; everything else goes as it is.
    static core::FileKind kind_of(const std::string& mime_type) {
        const bool picture = mime_type == "image/jpeg" || mime_type == "image/png";
        return picture ? core::FileKind::photo : core::FileKind::document;
    }
};

}  // namespace

ProcessorType notify_type() {
    return {.name = "notify",
            .help = "Sends what another system has handed in: writes a message to each of its addresses.",
            .once = true,
            .build = [](const core::ConfigNode& node, const Ingredients&,
                        core::Diagnostics& out) -> std::unique_ptr<Processor> {
                if (!core::expect_map(node, {}, out)) return nullptr;
                return std::make_unique<Notify>();
            }};
}

}  // namespace mostik::processors
