/** What the page calls each setting. A release file says what the release calls it, where that differs. */
import type { Setting } from './vocabulary.ts';

export const pageNames: Readonly<Record<Setting, string>> = {
  'users.http.cert': 'SMQ_USERS_SERVER_CERT',
  'users.http.key': 'SMQ_USERS_SERVER_KEY',
  'users.grpc.cert': 'SMQ_USERS_SERVER_CERT',
  'users.grpc.key': 'SMQ_USERS_SERVER_KEY',
  'clients.http.cert': 'SMQ_CLIENTS_SERVER_CERT',
  'clients.http.key': 'SMQ_CLIENTS_SERVER_KEY',
  'clients.grpc.cert': 'SMQ_CLIENTS_SERVER_CERT',
  'clients.grpc.key': 'SMQ_CLIENTS_SERVER_KEY',
  'clients.standalone.email': 'SMQ_CLIENTS_STANDALONE_EMAIL',
  'clients.standalone.token': 'SMQ_CLIENTS_STANDALONE_TOKEN',
  'http-adapter.clients.ca': 'SMQ_HTTP_ADAPTER_CA_CERTS',
  'mqtt-adapter.clients.ca': 'SMQ_MQTT_ADAPTER_CA_CERTS',
  'ws-adapter.clients.ca': 'SMQ_WS_ADAPTER_CA_CERTS',
  'coap-adapter.clients.ca': 'SMQ_COAP_ADAPTER_CA_CERTS',
  'clients.auth.ca': 'SMQ_CLIENTS_CA_CERTS',
  'users.db.mode': 'SMQ_USERS_DB_SSL_MODE',
  'users.db.cert': 'SMQ_USERS_DB_SSL_CERT',
  'users.db.key': 'SMQ_USERS_DB_SSL_KEY',
  'users.db.root': 'SMQ_USERS_DB_SSL_ROOT_CERT',
  'clients.db.mode': 'SMQ_CLIENTS_DB_SSL_MODE',
  'clients.db.cert': 'SMQ_CLIENTS_DB_SSL_CERT',
  'clients.db.key': 'SMQ_CLIENTS_DB_SSL_KEY',
  'clients.db.root': 'SMQ_CLIENTS_DB_SSL_ROOT_CERT',
};

/** Words that a setting takes by the page; a release may take others for the same meaning. */
export const pageValues = {
  disabled: 'disabled',
  required: 'required',
  verifyCa: 'verify-ca',
  verifyFull: 'verify-full',
} as const;
