#include "bot/notifications/end.hpp"

namespace mostik::bot {

NotificationEnd stored_end(storage::UnitOfWork& unit, const std::string& reference) {
    NotificationEnd end;
    end.notification = unit.notifications().find(reference);
    if (end.notification) end.messages = unit.notifications().messages(end.notification->id);
    return end;
}

NotificationVerdict verdict_on(const NotificationEnd& end, const std::string& fingerprint) {
    if (end.failure) return NotificationVerdict::failed;
    if (!end.notification) return NotificationVerdict::unhandled;
    return end.notification->fingerprint == fingerprint ? NotificationVerdict::taken
                                                        : NotificationVerdict::another_there;
}

}  // namespace mostik::bot
