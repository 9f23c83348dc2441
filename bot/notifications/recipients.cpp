#include "bot/notifications/recipients.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::json;

constexpr std::size_t most_addresses = 1'000;

class Resolver {
  public:
    Resolver(const NotificationRules& rules, std::optional<NotificationRules::Sender> sender)
        : rules_(rules), sender_(sender) {}

    void take(const json& value, const std::string& pointer) {
        if (!value.is_string()) {
            problems.push_back({pointer, "expected an address, such as telegram:123"});
            return;
        }
        auto address = resolve(value.get<std::string>());
        if (!address) {
            problems.push_back({pointer, address.error().message});
        } else if (std::find(addresses.begin(), addresses.end(), *address) == addresses.end()) {
            addresses.push_back(std::move(*address));
        }
    }

    std::vector<core::Address> addresses;
    FieldProblems problems;

  private:
    core::Result<core::Address> resolve(const std::string& text) const {
        const auto colon = text.find(':');
        const std::string type = colon == std::string::npos ? "" : text.substr(0, colon);
        const messengers::MessengerType* messenger = type.empty() ? nullptr : rules_.messenger(type);
        std::string whole = text;
        if (messenger == nullptr && sender_) {
            messenger = sender_->messenger;
            whole = std::string(messenger->name) + ":" + text;
        }
        auto address = core::parse_address(whole);
        if (!address) return address;
        if (messenger == nullptr) {
            return core::failure(core::Errc::not_found,
                                 "there is no messenger \"" + address->messenger + "\" in the configuration");
        }
        if (sender_ && sender_->messenger != messenger) {
            return core::failure(core::Errc::invalid, "the sender is of " +
                                                          std::string(sender_->messenger->name) +
                                                          ", the address of " + std::string(messenger->name));
        }
        const std::string wrong = messenger->check_address(address->target);
        if (!wrong.empty()) return core::failure(core::Errc::invalid, wrong);
        return address;
    }

    const NotificationRules& rules_;
    std::optional<NotificationRules::Sender> sender_;
};

}  // namespace

tl::expected<std::vector<core::Address>, FieldProblems> resolve_recipients(
    const std::optional<std::string>& sender, const json* to, const NotificationRules& rules) {
    const auto wrong = [](const char* pointer, std::string detail) {
        return tl::unexpected(FieldProblems{{pointer, std::move(detail)}});
    };
    std::optional<NotificationRules::Sender> found;
    if (sender) {
        found = rules.sender(*sender);
        if (!found) {
            return wrong("/sender",
                         "there is no such sender; expected one of " + core::listed(rules.sender_names()));
        }
    }
    if (to == nullptr) {
        if (!found) return wrong("/to", "nobody is named; expected an address, or a sender that has one");
        if (found->default_target.empty())
            return wrong("/to", "the sender has no address of its own; expected one here");
        return std::vector<core::Address>{{std::string(found->messenger->name), found->default_target}};
    }
    Resolver resolver(rules, found);
    if (to->is_array()) {
        if (to->empty()) return wrong("/to", "the list is empty; expected at least one address");
        if (to->size() > most_addresses)
            return wrong("/to", "expected at most " + std::to_string(most_addresses) + " addresses");
        for (std::size_t i = 0; i < to->size(); ++i) resolver.take((*to)[i], "/to/" + std::to_string(i));
    } else {
        resolver.take(*to, "/to");
    }
    if (!resolver.problems.empty()) return tl::unexpected(std::move(resolver.problems));
    return std::move(resolver.addresses);
}

}  // namespace mostik::bot
