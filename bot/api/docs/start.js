// Shows the description that this server has of itself. Nothing else is asked: no validator, no other host.
SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
