# Configures a Key Manager: apply runs only if a dry run exits with status 2, which means that something would change.
class key_manager (
  String $home    = '/opt/wso2is-km-5.7.0',
  String $profile = '/etc/ispatch/key-manager.yaml',
  String $user    = 'wso2carbon',
  String $path    = '/usr/local/bin:/usr/bin:/bin',
) {
  exec { 'ispatch apply':
    command   => "ispatch apply --quiet --home '${home}' --profile '${profile}'",
    onlyif    => "ispatch apply --quiet --home '${home}' --profile '${profile}' --dry-run --exit-code >/dev/null; test $? -eq 2",
    provider  => shell,
    user      => $user,
    path      => $path,
    logoutput => on_failure,
  }
}
