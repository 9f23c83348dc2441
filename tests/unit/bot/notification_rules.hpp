#pragma once

#include "bot/notifications/rules.hpp"

#include <memory>

#include <catch2/catch.hpp>

namespace mostik::bot::test {

/// Senders, and a template, over both messengers.
inline std::shared_ptr<const NotificationRules> rules() {
    core::Diagnostics problems("");
    const core::ConfigNode node = core::parse_config(R"(
senders: {TG: "telegram:77", quiet: "telegram:"}
templates:
  deployed:
    format: markdown
    title: {ru: "Выкладка {{service}}", en: "{{service}}"}
    body:
      ru: "Сервис **{{service}}** {{^failed}}выложен{{/failed}}{{#failed}}не выложен{{/failed}}."
      en: "**{{service}}** {{^failed}}is deployed{{/failed}}{{#failed}}failed{{/failed}}."
)",
                                                     problems);
    std::vector<const messengers::MessengerType*> types;
    for (const messengers::MessengerType& type : messengers::registry()) types.push_back(&type);
    auto rules = NotificationRules::read(node, "en", types, problems);
    INFO(problems.to_string());
    REQUIRE(problems.problems().empty());
    return rules;
}

}  // namespace mostik::bot::test
